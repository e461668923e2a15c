/** How Envoy resources are made of the IR. */
export interface XdsOptions {
  /**
   * `inline`: a route configuration carries its virtual hosts. `onDemand`: they are resources of their own (VHDS), so that a change
   * sends one virtual host instead of all, and a refused one takes no other with it. Only delta streams can carry them.
   */
  readonly virtualHosts: "inline" | "onDemand";
  /**
   * Whether routes and virtual hosts name the objects they came from. `always`, or only `whenRead`: where something in the
   * configuration can read it, such as `%METADATA(ROUTE:…)%` in an access log. Envoy spends most of the time
   * of a route update on it (5,000 routes: 165 ms with, 55 ms without), and two fifths of its memory.
   */
  readonly metadata: "always" | "whenRead";
}

/** What holds for options that are left out. */
export const defaultOptions: XdsOptions = { virtualHosts: "inline", metadata: "always" };

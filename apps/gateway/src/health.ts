import type { Pages } from "./pages.ts";

/** What is not there yet before this program may be sent proxies; nothing when it is ready. */
export type Readiness = () => string | undefined;

/** `/healthz`: it runs. `/readyz`: everything has been read and translated once, and xDS is served; whether it leads or not. */
export function healthPages(waitsFor: Readiness): Pages {
  return {
    "/healthz": () => ({ status: 200, body: { status: "ok" } }),
    "/readyz": () => {
      const reason = waitsFor();
      if (reason === undefined) return { status: 200, body: { status: "ok" } };
      return { status: 503, body: { status: "waiting", reason } };
    },
  };
}

import { createHash } from "node:crypto";
import { type Infra, type InfraPort, type Outcome, ok } from "@sluice/ir";
import { type BootstrapPlace, bootstrap } from "./bootstrap.ts";
import { envoyArguments } from "./envoy-arguments.ts";
import { type ShutdownSettings, toProxySettings } from "./proxy-settings.ts";

/** How long a replaced proxy, or a removed listener, may finish its connections unless the user says otherwise. */
const defaultDrainMs = 60_000;

/** One Envoy process that must run, as plain data; equal fingerprints need no restart. */
export interface DesiredProxy {
  /** The fleet's key. */
  readonly key: string;
  /** A file name made of the key. */
  readonly directory: string;
  /** The bootstrap as JSON text. */
  readonly bootstrap: string;
  /** Arguments of Envoy without paths and epochs, which change from start to start. */
  readonly args: readonly string[];
  /** Version that the user asks for; undefined takes what is found. */
  readonly envoyVersion: string | undefined;
  readonly shutdown: ShutdownSettings;
  /** Time for a replaced proxy to finish its connections. */
  readonly drainMs: number;
  /** True when a mistake of the user may make Envoy refuse to start. */
  readonly customised: boolean;
  /** Hash over everything that only a new process can take up. */
  readonly fingerprint: string;
  /** Ports that must be open; the process need not restart when they change. */
  readonly ports: readonly InfraPort[];
  /** Addresses for the fleet's state: what the user asked for. */
  readonly addresses: readonly string[];
}

/** What must run for a fleet. */
export function toDesiredProxy(infra: Infra, place: BootstrapPlace): Outcome<DesiredProxy> {
  const settings = toProxySettings(infra);
  if (!settings.ok) return settings;
  const made = bootstrap(infra, place);
  if (!made.ok) return made;
  const text = `${JSON.stringify(made.value, undefined, 1)}\n`;
  const { shutdown, envoyVersion } = settings.value;
  const drainMs = shutdown.drainTimeoutMs ?? defaultDrainMs;
  const args = envoyArguments(settings.value, { cluster: infra.key, node: infra.key, drainMs });
  const fingerprint = createHash("sha256")
    .update(JSON.stringify([text, args, envoyVersion ?? ""]))
    .digest("hex");
  return ok({
    key: infra.key,
    directory: directoryOf(infra.key),
    bootstrap: text,
    args,
    envoyVersion,
    shutdown,
    drainMs,
    customised: settings.value.bootstrap !== undefined || settings.value.extraArgs.length > 0,
    fingerprint,
    ports: portsOf(infra),
    addresses: [...new Set(infra.addresses)].sort(),
  });
}

/** Keys may hold slashes and differ only in case; file names must not. */
function directoryOf(key: string): string {
  const hash = createHash("sha256").update(key).digest("hex").slice(0, 8);
  return `${key.replace(/[^A-Za-z0-9.-]+/g, "-").slice(0, 48)}-${hash}`;
}

function portsOf(infra: Infra): readonly InfraPort[] {
  const byNumber = new Map<string, InfraPort>();
  for (const port of infra.listeners.flatMap((listener) => listener.ports)) {
    byNumber.set(`${port.protocol === "UDP" ? "udp" : "tcp"}/${String(port.containerPort).padStart(5, "0")}`, port);
  }
  return [...byNumber.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, port]) => port);
}

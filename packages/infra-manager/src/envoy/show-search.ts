import { absurd } from "@sluice/ir";
import { SingleBar } from "cli-progress";
import type { EnvoySearchEvent } from "./search-event.ts";

/** Where the search is shown; `process.stderr`, as a rule. */
export interface ShowStream extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
}

/** A listener for search events that shows a progress bar on a terminal, and plain lines elsewhere. */
export function showSearch(stream: ShowStream): (event: EnvoySearchEvent) => void {
  let bar: SingleBar | undefined;
  const say = (text: string): void => {
    bar?.stop();
    bar = undefined;
    stream.write(`${text}\n`);
  };
  return (event) => {
    switch (event.kind) {
      case "found":
        return say(`Using Envoy ${event.version} (${event.path}, ${wordsFor[event.origin]})`);
      case "skipped":
        return say(`Not using ${event.path}: ${event.reason}`);
      case "otherVersion":
        return say(`${event.path} is Envoy ${event.version}; Sluice expects ${event.wanted}`);
      case "waiting":
        return say(`Waiting for process ${event.pid}, which downloads Envoy`);
      case "downloading": {
        const size = event.total === undefined ? "" : `, ${megabytes(event.total)}`;
        say(`Downloading Envoy ${event.version} (${wordsFor[event.from]}${size})`);
        if (stream.isTTY && event.total !== undefined) bar = startBar(stream, event.total);
        return;
      }
      case "progress":
        return bar?.update(event.received, { shown: megabytes(event.received) });
      case "downloaded":
        return say(`Downloaded to ${event.path}`);
      case "downloadFailed":
        return say(`The download (${wordsFor[event.from]}) failed: ${event.reason}`);
      default:
        return absurd(event);
    }
  };
}

const wordsFor = {
  configured: "as configured",
  ENVOY_PATH: "from ENVOY_PATH",
  PATH: "from the PATH",
  cache: "downloaded before",
  pip: "with pip",
  release: "from the upstream release",
} as const;

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function startBar(stream: NodeJS.WritableStream, total: number): SingleBar {
  const bar = new SingleBar({
    format: `  {bar} {percentage} %  {shown} of ${megabytes(total)}`,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    hideCursor: true,
    stream,
  });
  bar.start(total, 0, { shown: megabytes(0) });
  return bar;
}

import { describe, expect, it } from "vitest";
import { type Exit, toStartProblem } from "./start-failure.ts";

const exit = (text: string, code: number | null = 1): Exit => ({ code, signal: null, lastLines: text.split("\n") });

describe("toStartProblem", () => {
  it.each<[string, string, string]>([
    [
      "a missing library",
      "/opt/envoy: error while loading shared libraries: libm.so.6: cannot open shared object file: No such file",
      "Envoy cannot start: the library libm.so.6 is missing",
    ],
    [
      "an old C library",
      "/opt/envoy: /lib/libc.so.6: version `GLIBC_2.99' not found (required by /opt/envoy)",
      "Envoy cannot start: it needs GLIBC_2.99, newer than this system's C library",
    ],
    [
      "a file that may not be executed",
      "sluice-envoy: 12: exec: /opt/envoy: Permission denied",
      "Envoy cannot start: /opt/envoy: Permission denied",
    ],
    [
      "an unknown argument",
      "PARSE ERROR: Argument: --nothing\n             Couldn't find match for argument",
      "Envoy refuses its arguments: Couldn't find match for argument",
    ],
    [
      "an admin port that is taken",
      "[x][1][critical][main] error `cannot bind '127.0.0.1:9901': Address already in use` initializing config 'x'",
      "Envoy cannot listen on 127.0.0.1:9901: Address already in use",
    ],
    [
      "a bad bootstrap",
      "[x][1][critical][main] [a.cc:1] error `Protobuf message (type x reason INVALID_ARGUMENT: invalid JSON in " +
        "envoy.Bootstrap, near 1:18 (offset 17): no such field: 'nothing') has unknown fields` initializing config 'b'",
      "Envoy refuses its bootstrap: no such field: 'nothing'",
    ],
    [
      "a bad bootstrap of several lines, when validated",
      "[x][1][critical][main] [a.cc:1] error initializing configuration '/x/y.json': cluster a\n  is unknown",
      "Envoy refuses its bootstrap: cluster a is unknown",
    ],
    [
      "something else",
      "first\nsomething else",
      "Envoy ended with code 1 before it was ready; its last words: something else",
    ],
  ])("names %s", (_title, text, message) => {
    expect(toStartProblem(exit(text)).message).toBe(message);
  });

  it("says when there is nothing to say", () => {
    const problem = toStartProblem({ code: null, signal: "SIGSEGV", lastLines: [] });
    expect(problem.message).toBe("Envoy ended with SIGSEGV before it was ready, and said nothing");
  });
});

import type { InfraPort } from "@sluice/ir";
import { describe, expect, it } from "vitest";
import { type Observation, toReadiness } from "./readiness.ts";

const port = (number: number, protocol: InfraPort["protocol"]): InfraPort => ({
  name: `${number}`,
  protocol,
  servicePort: number,
  containerPort: number,
});
const ports = [port(80, "HTTP"), port(443, "HTTPS"), port(53, "UDP"), port(5432, "TCP"), port(993, "TLS")];
const observed = (change: Partial<Observation>): Observation => ({
  state: "LIVE",
  open: [
    { port: 80, udp: false },
    { port: 443, udp: false },
  ],
  failed: [],
  sharers: [],
  ...change,
});

describe("toReadiness", () => {
  it.each<[string, Partial<Observation>, string | undefined]>([
    ["all is open", {}, undefined],
    ["it initialises", { state: "INITIALIZING" }, "Envoy waits for its configuration"],
    ["it has not begun to", { state: "PRE_INITIALIZING" }, "Envoy waits for its configuration"],
    ["it drains", { state: "DRAINING" }, "Envoy drains its connections"],
    ["it is gone", { state: "unreachable" }, "Envoy does not answer"],
    ["a port is closed", { open: [{ port: 80, udp: false }] }, "Envoy does not listen on port 443 yet"],
    ["a port is open for UDP alone", { open: [{ port: 80, udp: true }] }, "Envoy does not listen on port 80, 443 yet"],
    ["a listener was refused for something else", { failed: [{ name: "x", reason: "bad filter" }] }, undefined],
    [
      "a port is taken",
      { failed: [{ name: "x", reason: "cannot bind '0.0.0.0:80': Address already in use" }] },
      "Envoy cannot listen on 0.0.0.0:80 (x): Address already in use",
    ],
    [
      "a port is shared",
      { sharers: [{ port: 80, pid: 7, program: "nginx" }] },
      "port 80 is shared with process 7 (nginx), which takes a part of the connections",
    ],
    [
      "a port is shared with nobody we may know",
      { sharers: [{ port: 80, pid: undefined, program: "" }] },
      "port 80 is shared with another process, which takes a part of the connections",
    ],
  ])("when %s", (_title, change, message) => {
    const readiness = toReadiness(observed(change), ports);
    expect(readiness.kind === "ready" ? undefined : readiness.message).toBe(message);
  });

  it("knows what helps against a port that needs a privilege", () => {
    const failed = [{ name: "x", reason: "cannot bind '0.0.0.0:80': Permission denied" }];
    expect(toReadiness(observed({ failed }), ports)).toMatchObject({
      remedy: expect.stringContaining("ip_unprivileged_port_start"),
    });
  });
});

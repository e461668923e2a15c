import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { EncodedResource } from "@sluice/protos";
import { serveXds } from "@sluice/xds-server";
import type { Pipeline } from "./pipeline.ts";

/** What serves a pipeline's resources to proxies. */
export interface ControlPlane {
  readonly address: string;
  /** Takes a change, if it does not follow the pipeline by itself. */
  apply(): Promise<void>;
  /** True when all proxies have everything, as far as the control plane knows; undefined: it does not know. */
  settled(proxies: number): boolean | undefined;
  /** Times that something had to wait for what it needs. */
  held(): number;
  close(): Promise<void>;
}

/** `packages/xds-server`, in this process. */
export async function ours({ resources }: Pipeline): Promise<ControlPlane> {
  const server = serveXds({ resources, address: "127.0.0.1:0", fleetOf: () => resources.list()[0]?.fleet });
  let held = 0;
  server.events$.subscribe((event) => {
    if (event.kind === "held") held++;
  });
  return {
    address: await server.address,
    apply: async () => {},
    settled(proxies) {
      const streams = server.snapshot();
      const isDone = streams.every(({ lanes }) => lanes.every((lane) => lane.outOfStep.length === 0));
      return streams.length === proxies && isDone && server.nacks.list().length === 0;
    },
    held: () => held,
    close: () => server.close(),
  };
}

/** go-control-plane's snapshot cache, in a process of its own (bench/xds-scale/snapshots); it gets the same resources. */
export async function peer({ resources }: Pipeline, binary: string): Promise<ControlPlane> {
  const child: ChildProcess = spawn(binary, { stdio: ["pipe", "pipe", "inherit"] });
  const answers = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  const answer = async (): Promise<{ address?: string }> => {
    const { value, done } = await answers.next();
    if (done) throw new Error("the peer ended");
    return JSON.parse(value as string);
  };
  const { address = "" } = await answer();
  let set: EncodedResource[] = [];
  let removed: EncodedResource[] = [];
  const subscription = resources.changes$.subscribe((batch) => {
    for (const change of batch) {
      if (change.kind === "set") set.push(change.value);
      else removed.push(change.previous);
    }
  });
  const toJson = ({ typeUrl, name, value }: EncodedResource) => ({
    typeUrl,
    name,
    value: Buffer.from(value).toString("base64"),
  });
  const apply = async () => {
    if (set.length + removed.length === 0) return;
    const order = { set: set.map(toJson), removed: removed.map(({ typeUrl, name }) => ({ typeUrl, name })) };
    [set, removed] = [[], []];
    child.stdin?.write(`${JSON.stringify(order)}\n`);
    await answer();
  };
  await apply();
  return {
    address,
    apply,
    settled: () => undefined,
    held: () => 0,
    async close() {
      subscription.unsubscribe();
      child.kill("SIGKILL");
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    },
  };
}

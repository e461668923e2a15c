import { rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import {
  ask,
  freePorts,
  type RunningGateway,
  sleep,
  startBackend,
  startGateway,
  until,
} from "@sluice/testkit/running-gateway";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeFolder } from "../folder.ts";
import { backend, documents, gateway, gatewayClass, route } from "../manifests.ts";
import {
  type BadInput,
  certificateMistakes,
  duplicateMistakes,
  objectMistakes,
  type Place,
  proxyMistakes,
  referenceMistakes,
  syntaxMistakes,
} from "./cases.ts";
import { makePem } from "./certificates.ts";

const [port = 0, freePort = 0, takenPort = 0] = await freePorts(3);
const good = await startBackend("neighbour");
const place: Place = { backendPort: good.port, freePort, takenPort };
const tables: readonly (readonly [string, readonly BadInput[]])[] = [
  ["the text of a file", syntaxMistakes],
  ["an object", objectMistakes],
  ["references", referenceMistakes(place)],
  ["duplicates", duplicateMistakes(place)],
  ["certificates", certificateMistakes(place, await makePem())],
  ["proxies", proxyMistakes(place)],
];

let gate: RunningGateway;
let occupant: Server;
let traffic: NodeJS.Timeout;
const failures: string[] = [];
let answers = 0;
let current = "before the first mistake";

const folder = makeFolder();
const at = (name: string): string => join(folder, "manifests", name);

beforeAll(async () => {
  occupant = createServer().listen(takenPort, "0.0.0.0");
  writeFileSync(
    at("base.yaml"),
    documents(
      gatewayClass,
      gateway(port),
      backend("neighbour", good.port),
      route("neighbour", "neighbour.example.com", "neighbour"),
    ),
  );
  gate = startGateway({
    args: ["server", "manifests", "--log", "json"],
    home: join(folder, "home"),
    cwd: folder,
    from: "source",
  });
  await until(gate, async () => (await ask({ port, host: "neighbour.example.com" })).status === 200, {
    what: "the first answer",
  });
  traffic = setInterval(async () => {
    const answer = await ask({ port, host: "neighbour.example.com" });
    answers += 1;
    if (answer.status !== 200) failures.push(`${current}: ${answer.status} ${answer.body}`);
  }, 10);
}, 60_000);

afterAll(async () => {
  clearInterval(traffic);
  await gate.stop();
  rmSync(folder, { recursive: true, force: true });
  occupant.close();
  good.server.close();
});

/** Warnings and errors since a moment, without requests. */
const complaints = (since: number): readonly string[] =>
  gate.lines
    .slice(since)
    .filter(({ level, part }) => level > 30 && part !== "access-log")
    .map(({ part, msg }) => `${part}: ${msg}`);

/** Resolves when nothing was said for a while. */
async function quiet(): Promise<void> {
  for (let seen = -1; seen !== gate.lines.length; ) {
    seen = gate.lines.length;
    await sleep(200);
  }
}

describe.each(tables)("mistakes with %s", { timeout: 20_000 }, (_, mistakes) => {
  it.each(mistakes)(
    "$title: one clear message, and the neighbour is served",
    async ({ title, files, before, says }) => {
      current = title;
      for (const [name, text] of Object.entries(before ?? {})) writeFileSync(at(name), text);
      if (before) await quiet();
      const since = gate.lines.length;
      for (const [name, text] of Object.entries(files)) writeFileSync(at(name), text);
      try {
        await until(gate, () => complaints(since).some((line) => says.test(line)), {
          what: `a message like ${says}`,
          ms: 8000,
        });
        await sleep(100);
        // What else is said is about the same thing, too: nothing else is the matter.
        expect(complaints(since).filter((line) => !/bad|zz\.yaml/i.test(line))).toEqual([]);
        expect(gate.process.exitCode).toBeNull();
        expect(gate.stray).toEqual([]);
      } finally {
        for (const name of Object.keys({ ...files, ...before })) rmSync(at(name), { force: true });
        await quiet();
      }
    },
  );
});

it("no request failed in all this time", () => {
  expect(failures).toEqual([]);
  expect(answers).toBeGreaterThan(500);
});

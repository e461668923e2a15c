import { createGraph } from "@sluice/collections";
import type { Resource } from "@sluice/resources";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { certificateOf } from "../test/certificate-of.ts";
import { createCertificateTimes } from "./certificate-times.ts";

const second = 1000;
const start = Date.parse("2030-01-01T00:00:00Z");

beforeEach(() => {
  vi.useFakeTimers({ now: start, toFake: ["setTimeout", "clearTimeout", "Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

async function secret(name: string, from: number, to: number): Promise<Resource> {
  const pem = await certificateOf(new Date(start + from), new Date(start + to));
  const data = { "tls.crt": Buffer.from(pem).toString("base64") };
  return { kind: "Secret", key: `shop/${name}`, metadata: { namespace: "shop", name }, data } as unknown as Resource;
}

it("looks at a certificate when it comes, when it begins, and when it ends", async () => {
  const graph = createGraph();
  const { times, see, close } = createCertificateTimes(graph);
  const upserts = [await secret("soon", 10 * second, 60 * second), await secret("now", -second, 30 * second)];
  see({ kind: "changed", upserts, deletes: [] });
  graph.flush();
  const seen = () => {
    graph.flush();
    return times.list().map(({ key, at }) => [key, (at - start) / second]);
  };
  expect(seen()).toEqual([
    ["shop/now", 0],
    ["shop/soon", 0],
  ]);
  vi.advanceTimersByTime(10 * second);
  expect(seen()).toContainEqual(["shop/soon", 0]);
  vi.advanceTimersByTime(second);
  expect(seen()).toEqual([
    ["shop/now", 0],
    ["shop/soon", 11],
  ]);
  vi.advanceTimersByTime(20 * second);
  expect(seen()).toContainEqual(["shop/now", 31]);
  see({ kind: "changed", upserts: [], deletes: [{ kind: "Secret", namespace: "shop", name: "soon" }] });
  expect(seen()).toEqual([["shop/now", 31]]);
  expect(vi.getTimerCount()).toBe(0);
  close();
});

it("takes no notice of Secrets without certificates", () => {
  const graph = createGraph();
  const { times, see } = createCertificateTimes(graph);
  const plain = { kind: "Secret", key: "shop/x", metadata: { namespace: "shop", name: "x" }, data: { "tls.crt": "" } };
  see({ kind: "changed", upserts: [plain as unknown as Resource], deletes: [] });
  graph.flush();
  expect(times.list()).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});

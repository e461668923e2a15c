import { mkdirSync, mkdtempSync, renameSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ProviderEvent, placeKeyOf } from "@sluice/resources";
import type { Subscription } from "rxjs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { fileProvider } from "./provide.ts";

let folder: string;
let watching: Subscription | undefined;
let events: ProviderEvent[];

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "sluice-provide-")), "manifests");
  mkdirSync(folder);
  events = [];
});

afterEach(() => {
  watching?.unsubscribe();
  rmSync(join(folder, ".."), { recursive: true, force: true });
});

const at = (name: string): string => join(folder, name);
const write = (name: string, ...documents: string[]): void => writeFileSync(at(name), documents.join("---\n"));

function start(): void {
  watching = fileProvider({ paths: [folder], pollMs: 0 })
    .watch()
    .subscribe((event) => events.push(event));
}

function backend(name: string, port: number | string, label = "x"): string {
  return `apiVersion: gateway.envoyproxy.io/v1alpha1
kind: Backend
metadata:
  name: ${name}
  labels: {label: "${label}"}
spec:
  endpoints:
  - ip: {address: 127.0.0.1, port: ${port}}
`;
}

/** Objects in force, by id, as JSON. */
function objects(): Record<string, string> {
  const all: Record<string, string> = {};
  for (const event of events) {
    if (event.kind !== "changed") continue;
    for (const { kind, metadata, ...content } of event.upserts)
      all[placeKeyOf({ kind, namespace: metadata.namespace, name: metadata.name })] = JSON.stringify([
        metadata.labels,
        "spec" in content && content.spec,
      ]);
    for (const id of event.deletes) delete all[placeKeyOf(id)];
  }
  return all;
}

const names = (): string[] => Object.keys(objects()).filter((id) => !id.startsWith("Namespace/"));

/** `file:line message` of every problem as it is now. */
function problems(): string[] {
  const reports = events.flatMap((event) => (event.kind === "reports" ? [event.reports] : [])).at(-1) ?? [];
  return reports.map(({ problem: { place, message } }) => {
    const line = place?.line === undefined ? "" : `:${place.line}`;
    return `${place?.file?.slice(folder.length + 1)}${line} ${message}`;
  });
}

it("delivers everything at the start, within the subscription, with the defaults of its CRD", () => {
  write("a.yaml", backend("a", 1), backend("b", 2));
  start();
  expect(events.map((event) => event.kind)).toEqual(["changed", "synced"]);
  expect(objects()).toMatchObject({
    "Namespace/envoy-gateway-system": '[{"kubernetes.io/metadata.name":"envoy-gateway-system"},false]',
    "Backend/envoy-gateway-system/a":
      '[{"label":"x"},{"endpoints":[{"ip":{"address":"127.0.0.1","port":1}}],"type":"Endpoints"}]',
  });
});

it("is synced with an empty folder", () => {
  start();
  expect(events.map((event) => event.kind)).toEqual(["synced"]);
});

it("follows changes of labels alone", async () => {
  write("a.yaml", backend("a", 1, "x"));
  start();
  write("a.yaml", backend("a", 1, "y"));
  await expect.poll(() => objects()["Backend/envoy-gateway-system/a"]).toContain('"label":"y"');
});

it("moves objects between files as no change at all", async () => {
  write("a.yaml", backend("a", 1), backend("b", 2));
  write("b.yaml", backend("c", 3));
  start();
  write("a.yaml", backend("a", 1));
  write("c.yaml", backend("b", 2), backend("c", 3));
  unlinkSync(at("b.yaml"));
  write("d.yaml", backend("d", 4));
  await expect.poll(names).toHaveLength(4);
  expect(events.flatMap((event) => (event.kind === "changed" ? event.deletes : []))).toEqual([]);
  expect(events.filter((event) => event.kind === "changed")).toHaveLength(2);
});

it("says where a document is broken, keeps its object, and forgets the problem when it is repaired", async () => {
  write("a.yaml", backend("a", 1), backend("b", 2));
  start();
  write("a.yaml", backend("a", "wrong"), backend("b", 3));
  await expect.poll(problems).toHaveLength(1);
  expect(problems()[0]).toMatch(/^a\.yaml:8 .*port/);
  expect(objects()["Backend/envoy-gateway-system/a"]).toContain('"port":1');
  expect(objects()["Backend/envoy-gateway-system/b"]).toContain('"port":3');
  write("a.yaml", backend("a", 5), backend("b", 3));
  await expect.poll(problems).toEqual([]);
  expect(objects()["Backend/envoy-gateway-system/a"]).toContain('"port":5');
});

it("names the right lines after documents moved", async () => {
  write("a.yaml", backend("a", 1), backend("b", "wrong"));
  start();
  await expect.poll(() => problems().join()).toMatch(/^a\.yaml:17 /);
  write("a.yaml", "# one\n# two\n", backend("a", 1), backend("b", "wrong"));
  await expect.poll(() => problems().join()).toMatch(/^a\.yaml:20 /);
});

it("waits for the rest of a file that is written slowly", async () => {
  const whole = [backend("a", 1), backend("b", 2), backend("c", 3)].join("---\n");
  writeFileSync(at("a.yaml"), whole);
  start();
  const changed = whole.replace("port: 1", "port: 4").replace("port: 3", "port: 5");
  for (let end = 0; end < changed.length; end += 40) {
    writeFileSync(at("a.yaml"), changed.slice(0, end));
    await new Promise((resolve) => setTimeout(resolve, 4));
  }
  writeFileSync(at("a.yaml"), changed);
  await expect.poll(() => Object.values(objects()).join()).toMatch(/"port":4.*"port":5/);
  expect(events.map((event) => event.kind)).toEqual(["changed", "synced", "changed"]);
});

it("keeps what an unreadable file said", async () => {
  write("a.yaml", backend("a", 1));
  start();
  // Root reads files whatever their mode says; nobody reads this as text.
  writeFileSync(at("a.yaml"), Buffer.from([0xff]));
  await expect.poll(problems).toEqual(["a.yaml The file is not UTF-8 text."]);
  expect(names()).toEqual(["Backend/envoy-gateway-system/a"]);
});

it("is lost without its folder, keeps everything, and says when it is back", async () => {
  write("a.yaml", backend("a", 1));
  start();
  renameSync(folder, `${folder}.away`);
  await expect.poll(() => events.at(-1)).toEqual({ kind: "lost", message: `${folder}: no such file or folder` });
  expect(names()).toEqual(["Backend/envoy-gateway-system/a"]);
  renameSync(`${folder}.away`, folder);
  await expect.poll(() => events.at(-1)).toEqual({ kind: "changed", upserts: [], deletes: [] });
  write("a.yaml", backend("b", 1));
  await expect.poll(names).toEqual(["Backend/envoy-gateway-system/b"]);
});

it("is not lost while its folder is replaced", async () => {
  write("a.yaml", backend("a", 1));
  write("b.yaml", backend("b", 2));
  start();
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  write("a.yaml", backend("a", 1));
  await new Promise((resolve) => setTimeout(resolve, 50));
  write("b.yaml", backend("b", 3));
  await expect.poll(() => `${objects()["Backend/envoy-gateway-system/b"]}`).toContain('"port":3');
  expect(events.map((event) => event.kind)).toEqual(["changed", "synced", "changed"]);
});

it("takes everything down when nobody listens", async () => {
  start();
  watching?.unsubscribe();
  write("a.yaml", backend("a", 1));
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(events.map((event) => event.kind)).toEqual(["synced"]);
});

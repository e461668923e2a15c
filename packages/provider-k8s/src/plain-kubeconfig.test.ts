import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { stringify } from "yaml";
import { plainCredentials } from "./plain-kubeconfig.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sluice-kubeconfig-"));
  writeFileSync(join(folder, "ca.crt"), "the authority");
  writeFileSync(join(folder, "token"), "from a file\n");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const base64 = (text: string): string => Buffer.from(text).toString("base64");

function write(cluster: object, user: object): string {
  const file = join(folder, "config");
  writeFileSync(
    file,
    stringify({
      apiVersion: "v1",
      kind: "Config",
      "current-context": "here",
      contexts: [
        { name: "here", context: { cluster: "c", user: "u", namespace: "shop" } },
        { name: "there", context: { cluster: "d", user: "u" } },
      ],
      clusters: [
        { name: "c", cluster: { server: "https://api:6443/", ...cluster } },
        { name: "d", cluster: { server: "https://other" } },
      ],
      users: [{ name: "u", user }],
    }),
  );
  return file;
}

it.each<[what: string, cluster: object, user: object, headers: object, tls: object]>([
  ["a token", {}, { token: "secret" }, { authorization: "Bearer secret" }, {}],
  ["a token in a file", {}, { tokenFile: "token" }, { authorization: "Bearer from a file" }, {}],
  ["an authority in a file", { "certificate-authority": "ca.crt" }, {}, {}, { ca: "the authority" }],
  [
    "data before files",
    { "certificate-authority": "nowhere", "certificate-authority-data": base64("data") },
    {},
    {},
    { ca: "data" },
  ],
  [
    "a certificate",
    { "insecure-skip-tls-verify": true },
    { "client-certificate-data": base64("c"), "client-key-data": base64("k") },
    {},
    { cert: "c", key: "k", rejectUnauthorized: false },
  ],
])("reads %s", async (_, cluster, user, headers, tls) => {
  const found = plainCredentials([write(cluster, user)]);
  expect(found).toMatchObject({ url: "https://api:6443", namespace: "shop" });
  const access = await found?.access();
  expect(access).toMatchObject({ headers, agent: { options: tls } });
  found?.close();
});

it("takes another context", () => {
  expect(plainCredentials([write({}, { token: "t" })], "there")).toMatchObject({ url: "https://other" });
});

it("reads a new token when the server refuses the old one", async () => {
  const found = plainCredentials([write({}, { tokenFile: "token" })]);
  await found?.access();
  writeFileSync(join(folder, "token"), "newer");
  expect((await found?.access())?.headers).toEqual({ authorization: "Bearer from a file" });
  found?.refused();
  expect((await found?.access())?.headers).toEqual({ authorization: "Bearer newer" });
});

it.each<[what: string, cluster: object, user: object]>([
  ["a plugin", {}, { exec: { command: "aws" } }],
  ["a password", {}, { username: "me", password: "secret" }],
  ["a proxy", { "proxy-url": "http://proxy" }, { token: "t" }],
  ["plain text", { server: "http://localhost:8001" }, {}],
  ["a file that is not there", { "certificate-authority": "nowhere" }, {}],
])("leaves %s to the library", (_, cluster, user) => {
  expect(plainCredentials([write(cluster, user)])).toBeUndefined();
});

it.each<[what: string, text: string]>([
  ["no YAML", "{"],
  ["nothing", ""],
  ["no context", "contexts: []"],
])("leaves %s to the library", (_, text) => {
  writeFileSync(join(folder, "config"), text);
  expect(plainCredentials([join(folder, "config")])).toBeUndefined();
  expect(plainCredentials([join(folder, "config"), join(folder, "config")])).toBeUndefined();
});

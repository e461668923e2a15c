import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { pack } from "./any.ts";
import { Listener } from "./gen/envoy/config/listener/v3/listener.ts";
import { ApiKeyAuth } from "./gen/envoy/extensions/filters/http/api_key_auth/v3/api_key_auth.ts";
import { BasicAuth } from "./gen/envoy/extensions/filters/http/basic_auth/v3/basic_auth.ts";
import { CheckSettings } from "./gen/envoy/extensions/filters/http/ext_authz/v3/ext_authz.ts";
import { fromJson, toJson } from "./json.ts";
import { toRedactedJson } from "./redact.ts";

function fixture(name: string) {
  return fromJson(JSON.parse(readFileSync(new URL(`../testdata/${name}`, import.meta.url), "utf8")));
}

it("hides private keys and shows the rest of a secret", () => {
  const { typeUrl, value } = fixture("secret.json");
  expect(toRedactedJson(typeUrl, value)).toEqual({
    name: "shop/certificate",
    tlsCertificate: {
      certificateChain: { inlineString: "-----BEGIN CERTIFICATE-----" },
      privateKey: { inlineBytes: Buffer.from("[redacted]").toString("base64") },
    },
  });
});

it("hides sensitive lists and maps", () => {
  const keys = pack(ApiKeyAuth, { credentials: [{ key: "k3y", client: "c1ient" }], keySources: [{ header: "x-key" }] });
  expect(toRedactedJson(keys.typeUrl, keys.value)).toEqual({
    credentials: [{ key: "[redacted]", client: "[redacted]" }],
    keySources: [{ header: "x-key" }],
  });
  const settings = pack(CheckSettings, { contextExtensions: { role: "admin" }, disableRequestBodyBuffering: true });
  expect(toRedactedJson(settings.typeUrl, settings.value)).toEqual({
    contextExtensions: { role: "[redacted]" },
    disableRequestBodyBuffering: true,
  });
});

it("looks into packed messages", () => {
  const auth = pack(BasicAuth, {
    users: { specifier: { $case: "inlineString", value: "hunter2" } },
    allowMissing: false,
  });
  const listener = pack(Listener, {
    name: "a",
    listenerFilters: [{ name: "odd place", configType: { $case: "typedConfig", value: auth } }],
    bindToPort: false,
  });
  const shown = JSON.stringify(toRedactedJson(listener.typeUrl, listener.value));
  expect(shown).toContain('"inlineString":"[redacted]"');
  expect(shown).not.toContain("hunter2");
  expect(shown).toContain('"bindToPort":false');
});

it.each(["listener.json", "cluster.json", "route-configuration.json"])(
  "leaves what is not secret as it is: %s",
  (name) => {
    const { typeUrl, value } = fixture(name);
    expect(toRedactedJson(typeUrl, value)).toEqual(toJson(typeUrl, value));
  },
);

import { describe, expect, it } from "vitest";
import { partAlgorithms } from "./tls-algorithms.ts";

describe("algorithms of TLS", () => {
  it.each([
    ["a suite", "ECDHE-RSA-AES128-GCM-SHA256", true],
    ["a suite by its standard name", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", true],
    ["suites of equal preference", "[ECDHE-ECDSA-AES128-GCM-SHA256|ECDHE-ECDSA-CHACHA20-POLY1305]", true],
    ["a group of suites", "ECDHE+AESGCM", true],
    ["a suite in small letters", "ecdhe-rsa-aes128-gcm-sha256", false],
    ["a suite of TLS 1.3", "TLS_AES_128_GCM_SHA256", false],
    ["a suite to leave out", "!AES128-SHA", false],
    ["a group among suites of equal preference", "[HIGH|AES128-SHA]", false],
  ])("knows or does not know %s", (_title, cipher, known) => {
    const { settings, unknown } = partAlgorithms({ ciphers: [cipher] });
    expect(settings).toEqual(known ? { ciphers: [cipher] } : {});
    expect(unknown.ciphers).toEqual(known ? [] : [cipher]);
  });

  it("parts each setting by itself, and leaves versions alone", () => {
    const settings = { minVersion: "1.2", curves: ["P-256", "P-1"], signatureAlgorithms: ["sig1"] } as const;
    expect(partAlgorithms(settings)).toEqual({
      settings: { minVersion: "1.2", curves: ["P-256"] },
      unknown: { ciphers: [], curves: ["P-1"], signatureAlgorithms: ["sig1"] },
    });
  });
});

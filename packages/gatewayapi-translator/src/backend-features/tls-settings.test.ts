import { describe, expect, it } from "vitest";
import { algorithmFlaws, toTlsSettings } from "./tls-settings.ts";

describe("TLS settings", () => {
  it("keep what proxies know, and tell what they do not", () => {
    const written = {
      minVersion: "1.2",
      ciphers: ["ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-RSA-AES1280"],
      ecdhCurves: ["ECDHE-RSA-AES128-GCM-SHA256"],
      signatureAlgorithms: ["rsa_pss_rsae_sha256"],
    } as const;
    expect(toTlsSettings(written)).toEqual({
      minVersion: "1.2",
      ciphers: ["ECDHE-RSA-AES128-GCM-SHA256"],
      signatureAlgorithms: ["rsa_pss_rsae_sha256"],
    });
    expect(algorithmFlaws(written, "spec.tls")).toEqual([
      { field: "spec.tls.ciphers", message: "no proxy knows the cipher ECDHE-RSA-AES1280: it is left out" },
      {
        field: "spec.tls.ecdhCurves",
        message: "no proxy knows the curve ECDHE-RSA-AES128-GCM-SHA256: it is left out",
      },
    ]);
  });

  it("have nothing to tell where there are none", () => {
    expect(algorithmFlaws(undefined, "spec.tls")).toEqual([]);
  });
});

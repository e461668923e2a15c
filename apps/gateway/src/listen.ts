import type { RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";
import type { HostAndPort } from "./config/config.ts";
import { http } from "./node-http.ts";

/** A small HTTP server that listens. */
export interface Listening {
  /** `127.0.0.1:19000`. */
  readonly address: string;
  close(): void;
}

/** Answers requests at an address; no host means all addresses of this machine. Rejects when the address cannot be had. */
export function listen({ host, port }: HostAndPort, answer: RequestListener): Promise<Listening> {
  const server = http.createServer(answer);
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host === "" ? everywhere() : host, () => {
      const { address, family, port } = server.address() as AddressInfo;
      resolve({ address: family === "IPv6" ? `[${address}]:${port}` : `${address}:${port}`, close });
    });
  });
}

/** The address that stands for all: of both families, where there are both. */
export function everywhere(): string {
  const addresses = Object.values(networkInterfaces()).flat();
  return addresses.some((one) => one?.family === "IPv6") ? "::" : "0.0.0.0";
}

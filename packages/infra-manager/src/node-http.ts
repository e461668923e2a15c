import { createRequire } from "node:module";

/** Node's `node:http`. As an ES module it would load all that it names, among it a second client and WebSockets: 13 MiB. */
export const http: typeof import("node:http") = createRequire(import.meta.url)("node:http");

// Two small servers for the examples to route to; each answers with its name and what it was asked.
import { createServer } from "node:http";

/** Name and port as the examples' backends.yaml has them. */
export const backends = [
  { name: "blue", port: 3001 },
  { name: "green", port: 3002 },
];

/** Starts one server on 127.0.0.1; rejects with a plain sentence when the port is taken. */
export function startBackend({ name, port }) {
  const server = createServer((request, response) => {
    const { method, url: path, headers } = request;
    response.setHeader("content-type", "application/json");
    response.end(`${JSON.stringify({ backend: name, method, path, host: headers.host, headers })}\n`);
  });
  // By default Node closes idle connections after 5 s, maybe just as Envoy reuses one.
  server.keepAliveTimeout = 0;
  return new Promise((resolve, reject) => {
    server.once("error", (error) =>
      reject(
        new Error(
          error.code === "EADDRINUSE"
            ? `The ${name} backend needs 127.0.0.1:${port}, which another program uses: stop it and start again`
            : error.message,
        ),
      ),
    );
    server.listen(port, "127.0.0.1", () =>
      resolve({
        name,
        port: server.address().port,
        stop: () => {
          server.closeAllConnections();
          return new Promise((done) => server.close(done));
        },
      }),
    );
  });
}

import { connect, createServer, type TLSSocket } from "node:tls";
import type { SecretCertificates } from "../src/index.ts";

type Ends = Pick<SecretCertificates, "controlPlane" | "envoy">;

/** Handshakes as the proxy and the control plane do; gives the name that the server saw, or the error. */
export async function handshake(server: Ends, client: Ends): Promise<string> {
  const listener = createServer({
    cert: server.controlPlane.certificate,
    key: server.controlPlane.privateKey,
    ca: server.controlPlane.trusted,
    requestCert: true,
    rejectUnauthorized: true,
    minVersion: "TLSv1.3",
  });
  const seen = new Promise<string>((resolve) => {
    listener.once("secureConnection", (socket: TLSSocket) => {
      resolve(socket.getPeerCertificate().subjectaltname ?? "");
      socket.destroy();
    });
    listener.once("tlsClientError", (error) => resolve(error.message));
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const { port } = listener.address() as { port: number };
  const socket = connect({
    port,
    host: "127.0.0.1",
    servername: "envoy-gateway",
    cert: client.envoy.certificate,
    key: client.envoy.privateKey,
    ca: client.envoy.trusted,
  });
  const failed = new Promise<string>((resolve) => socket.once("error", (error) => resolve(error.message)));
  try {
    return await Promise.race([seen, failed]);
  } finally {
    socket.destroy();
    listener.close();
  }
}

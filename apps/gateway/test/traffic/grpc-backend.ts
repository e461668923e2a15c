import {
  Metadata,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  type ServiceDefinition,
  type sendUnaryData,
  status,
} from "@grpc/grpc-js";
import type { KeyPair } from "./certificates.ts";

/** Messages are text; what a backend saw of a call comes back in front of it. */
export function serviceNamed(service: string): ServiceDefinition {
  const method = (name: string, requestStream: boolean, responseStream: boolean) => ({
    path: `/${service}/${name}`,
    requestStream,
    responseStream,
    requestSerialize: (text: string) => Buffer.from(text),
    requestDeserialize: (bytes: Buffer) => bytes.toString(),
    responseSerialize: (text: string) => Buffer.from(text),
    responseDeserialize: (bytes: Buffer) => bytes.toString(),
  });
  return {
    say: method("Say", false, false),
    whisper: method("Whisper", false, false),
    fail: method("Fail", false, false),
    count: method("Count", false, true),
    chat: method("Chat", true, true),
  };
}

/** A gRPC server that has the same methods under several services. */
export interface GrpcBackend {
  readonly port: number;
  /** Request headers of all calls so far. */
  readonly seen: readonly Metadata[];
  stop(): Promise<void>;
}

/** Over TLS with a certificate, else in the clear. */
export async function startGrpcBackend(name: string, services: readonly string[], tls?: KeyPair): Promise<GrpcBackend> {
  const seen: Metadata[] = [];
  const server = new Server();
  const say = (call: ServerUnaryCall<string, string>, reply: sendUnaryData<string>): void => {
    seen.push(call.metadata);
    const trailers = new Metadata();
    trailers.set("x-trailer", name);
    reply(null, `${name}:${call.request}`, trailers);
  };
  for (const service of services)
    server.addService(serviceNamed(service), {
      say,
      whisper: say,
      fail: (call: ServerUnaryCall<string, string>, reply: sendUnaryData<string>) => {
        seen.push(call.metadata);
        reply({ code: status.RESOURCE_EXHAUSTED, details: `${name} has none` });
      },
      count: (call: ServerWritableStream<string, string>) => {
        for (let i = 1; i <= Number(call.request); i++) call.write(`${name}:${i}`);
        call.end();
      },
      chat: (call: ServerDuplexStream<string, string>) => {
        call.on("data", (text: string) => call.write(`${name}:${text}`));
        call.on("end", () => call.end());
      },
    });
  const secure = tls && [{ cert_chain: Buffer.from(tls.cert), private_key: Buffer.from(tls.key) }];
  const how = secure ? ServerCredentials.createSsl(null, secure) : ServerCredentials.createInsecure();
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", how, (error, bound) => (error ? reject(error) : resolve(bound)));
  });
  return {
    port,
    seen,
    stop: async () => server.forceShutdown(),
  };
}

import {
  type Client,
  type ClientDuplexStream,
  type ClientReadableStream,
  credentials,
  Metadata,
  makeGenericClientConstructor,
  type ServiceError,
} from "@grpc/grpc-js";
import { serviceNamed } from "./grpc-backend.ts";

/** Where a call goes. */
export interface Called {
  readonly port: number;
  /** `:authority` */
  readonly host: string;
  readonly service: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** How a call ended. */
export interface CallResult {
  /** The answer, or the status code and details. */
  readonly answer: string;
  readonly headers: Metadata | undefined;
  readonly trailers: Metadata | undefined;
}

type Unary = (
  text: string,
  metadata: Metadata,
  done: (error: ServiceError | null, answer?: string) => void,
) => Client & {
  on(event: "metadata" | "status", listener: (value: never) => void): void;
};
interface Methods {
  readonly say: Unary;
  readonly whisper: Unary;
  readonly fail: Unary;
  readonly count: (text: string, metadata: Metadata) => ClientReadableStream<string>;
  readonly chat: (metadata: Metadata) => ClientDuplexStream<string, string>;
}

async function withClient<T>(
  { port, host, service, headers = {} }: Called,
  use: (methods: Methods, metadata: Metadata) => Promise<T>,
): Promise<T> {
  const Constructor = makeGenericClientConstructor(serviceNamed(service), service);
  const client = new Constructor(`127.0.0.1:${port}`, credentials.createInsecure(), { "grpc.default_authority": host });
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
  try {
    return await use(client as unknown as Methods, metadata);
  } finally {
    client.close();
  }
}

export function callUnary(called: Called, method: "say" | "whisper" | "fail", text: string): Promise<CallResult> {
  return withClient(
    called,
    (methods, metadata) =>
      new Promise((resolve) => {
        let headers: Metadata | undefined;
        let answer = "";
        const call = methods[method].call(methods, text, metadata, (error, value) => {
          answer = error ? `${error.code} ${error.details}` : (value ?? "");
        });
        call.on("metadata", (value: Metadata) => {
          headers = value;
        });
        call.on("status", (value: { metadata: Metadata }) => resolve({ answer, headers, trailers: value.metadata }));
      }),
  );
}

/** All messages of a server's stream. */
export function callCount(called: Called, count: number): Promise<readonly string[]> {
  return withClient(called, (methods, metadata) => collect(methods.count.call(methods, String(count), metadata)));
}

/** Sends messages one after another, each when the answer to the last one is there; the answers. */
export function callChat(called: Called, texts: readonly string[]): Promise<readonly string[]> {
  return withClient(called, (methods, metadata) => {
    const call = methods.chat.call(methods, metadata);
    const rest = [...texts];
    const next = (): void => {
      const text = rest.shift();
      if (text === undefined) call.end();
      else call.write(text);
    };
    call.on("data", next);
    next();
    return collect(call);
  });
}

function collect(call: ClientReadableStream<string>): Promise<readonly string[]> {
  const messages: string[] = [];
  return new Promise((resolve, reject) => {
    call.on("data", (message: string) => messages.push(message));
    call.on("error", reject);
    call.on("end", () => resolve(messages));
  });
}

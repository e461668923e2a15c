import { secretObjectReference } from "../gateway-api/references.ts";
import {
  anything,
  choice,
  defaulted,
  flag,
  list,
  type ObjectSchema,
  object,
  required,
  type TextSchema,
  text,
} from "../schema/dsl.ts";
import { rule, union } from "../schema/rules.ts";

export const wasmCodeSourceType: TextSchema = choice("WasmCodeSourceType", ["HTTP", "Image"]);

export const wasmCodeSourceTLSConfig: ObjectSchema = object(
  { name: "WasmCodeSourceTLSConfig", doc: "How the server of a module is verified." },
  {
    caCertificateRef: required(secretObjectReference),
  },
);

export const httpWasmCodeSource: ObjectSchema = object(
  { name: "HTTPWasmCodeSource", doc: "A module to download by HTTP." },
  {
    url: required(text()),
    sha256: text(),
    tls: wasmCodeSourceTLSConfig,
  },
);

export const imageWasmCodeSource: ObjectSchema = object(
  {
    name: "ImageWasmCodeSource",
    doc: "A module in an OCI image.",
    rules: [
      rule("!has(self.pullSecretRef) || self.pullSecretRef.kind == 'Secret'", "Refer to a Secret in pullSecretRef."),
    ],
  },
  {
    url: required(text()),
    sha256: text(),
    pullSecretRef: secretObjectReference,
    tls: wasmCodeSourceTLSConfig,
  },
);

export const imagePullPolicy: TextSchema = choice("ImagePullPolicy", ["IfNotPresent", "Always"]);

export const wasmCodeSource: ObjectSchema = object(
  {
    name: "WasmCodeSource",
    doc: "Where a module comes from; `type` says which.",
    rules: [...union("type", { HTTP: "http", Image: "image" })],
  },
  {
    type: required(wasmCodeSourceType),
    http: httpWasmCodeSource,
    image: imageWasmCodeSource,
    pullPolicy: imagePullPolicy,
  },
);

export const wasmEnv: ObjectSchema = object(
  { name: "WasmEnv", doc: "Variables of the proxy's environment that a module sees." },
  {
    hostKeys: list(text()),
  },
);

export const wasm: ObjectSchema = object(
  { name: "Wasm", doc: "A WebAssembly module that runs on requests and responses." },
  {
    name: text(),
    rootID: text(),
    code: required(wasmCodeSource),
    config: anything(),
    failOpen: defaulted(flag(), false),
    env: wasmEnv,
  },
);

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

export const wasmCodeSourceType: TextSchema = choice("WasmCodeSourceType", ["HTTP", "Image"]);

export const wasmCodeSourceTLSConfig: ObjectSchema = object("WasmCodeSourceTLSConfig", {
  caCertificateRef: required(secretObjectReference),
});

export const httpWasmCodeSource: ObjectSchema = object("HTTPWasmCodeSource", {
  url: required(text()),
  sha256: text(),
  tls: wasmCodeSourceTLSConfig,
});

export const imageWasmCodeSource: ObjectSchema = object("ImageWasmCodeSource", {
  url: required(text()),
  sha256: text(),
  pullSecretRef: secretObjectReference,
  tls: wasmCodeSourceTLSConfig,
});

export const imagePullPolicy: TextSchema = choice("ImagePullPolicy", ["IfNotPresent", "Always"]);

export const wasmCodeSource: ObjectSchema = object("WasmCodeSource", {
  type: required(wasmCodeSourceType),
  http: httpWasmCodeSource,
  image: imageWasmCodeSource,
  pullPolicy: imagePullPolicy,
});

export const wasmEnv: ObjectSchema = object("WasmEnv", {
  hostKeys: list(text()),
});

export const wasm: ObjectSchema = object("Wasm", {
  name: text(),
  rootID: text(),
  code: required(wasmCodeSource),
  config: anything(),
  failOpen: defaulted(flag(), false),
  env: wasmEnv,
});

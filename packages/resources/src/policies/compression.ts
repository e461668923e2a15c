import { choice, type ObjectSchema, object, required, type TextSchema } from "../schema/dsl.ts";
import { byteSize } from "../schema/formats.ts";

export const compressorType: TextSchema = choice("CompressorType", ["Gzip", "Brotli", "Zstd"]);

export const brotliCompressor: ObjectSchema = object("BrotliCompressor", {});

export const gzipCompressor: ObjectSchema = object("GzipCompressor", {});

export const zstdCompressor: ObjectSchema = object("ZstdCompressor", {});

export const compression: ObjectSchema = object("Compression", {
  type: required(compressorType),
  brotli: brotliCompressor,
  gzip: gzipCompressor,
  zstd: zstdCompressor,
  minContentLength: byteSize(),
});

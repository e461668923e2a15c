import { choice, type ObjectSchema, object, required, type TextSchema } from "../schema/dsl.ts";
import { byteSize } from "../schema/formats.ts";

export const compressorType: TextSchema = choice("CompressorType", ["Gzip", "Brotli", "Zstd"]);

export const brotliCompressor: ObjectSchema = object({ name: "BrotliCompressor", doc: "Settings of Brotli." }, {});

export const gzipCompressor: ObjectSchema = object({ name: "GzipCompressor", doc: "Settings of gzip." }, {});

export const zstdCompressor: ObjectSchema = object({ name: "ZstdCompressor", doc: "Settings of Zstandard." }, {});

export const compression: ObjectSchema = object(
  { name: "Compression", doc: "How responses are compressed." },
  {
    type: required(compressorType),
    brotli: brotliCompressor,
    gzip: gzipCompressor,
    zstd: zstdCompressor,
    minContentLength: byteSize(),
  },
);

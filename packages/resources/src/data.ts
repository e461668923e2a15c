import type { ConfigMap, Secret } from "./gen/resources.ts";

/** One value of a Secret; `stringData` wins over `data`, as in the API server. Undefined when absent or not base64. */
export function secretData(secret: Secret, key: string): Uint8Array | undefined {
  const text = own(secret.stringData, key);
  if (text !== undefined) return new TextEncoder().encode(text);
  return decoded(own(secret.data, key));
}

/** The names of all values of a Secret, sorted. */
export function secretKeys(secret: Secret): readonly string[] {
  return [...new Set([...Object.keys(secret.data ?? {}), ...Object.keys(secret.stringData ?? {})])].sort();
}

/** One value of a ConfigMap as bytes, from `data` or `binaryData`. Undefined when absent or not base64. */
export function configMapData(configMap: ConfigMap, key: string): Uint8Array | undefined {
  const text = own(configMap.data, key);
  if (text !== undefined) return new TextEncoder().encode(text);
  return decoded(own(configMap.binaryData, key));
}

function own(data: { readonly [key: string]: string } | undefined, key: string): string | undefined {
  return data !== undefined && Object.hasOwn(data, key) ? data[key] : undefined;
}

function decoded(base64: string | undefined): Uint8Array | undefined {
  if (base64 === undefined) return undefined;
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

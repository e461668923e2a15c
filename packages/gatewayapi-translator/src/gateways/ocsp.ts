/** The field of a TLS Secret that holds an OCSP response. */
export const stapleField = "tls.ocsp-staple";

const sequence = 0x30;
const enumerated = 0x0a;

/**
 * Whether bytes can be one OCSP response (RFC 6960, section 4.2.1): a DER sequence that fills them and begins with the response's
 * status. Envoy refuses a certificate whose staple is anything else, and with it the listener.
 */
export function isOcspResponse(der: Uint8Array): boolean {
  const length = contentLength(der);
  return (
    der[0] === sequence &&
    length !== undefined &&
    der[length.at] === enumerated &&
    length.at + length.bytes === der.length
  );
}

/** Where the content of a DER value begins, and how long it is. */
function contentLength(der: Uint8Array): { readonly at: number; readonly bytes: number } | undefined {
  const first = der[1];
  if (first === undefined) return undefined;
  if (first < 0x80) return { at: 2, bytes: first };
  const count = first - 0x80;
  if (count === 0 || count > 4 || der.length < 2 + count) return undefined;
  return { at: 2 + count, bytes: der.subarray(2, 2 + count).reduce((sum, byte) => sum * 256 + byte, 0) };
}

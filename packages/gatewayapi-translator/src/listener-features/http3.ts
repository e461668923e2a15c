import type { ListenerFeature } from "./feature.ts";

/** HTTP/3 beside HTTP/1.1 and HTTP/2; it is encrypted or not at all. Envoy asks no certificates of clients over QUIC. */
export const http3: ListenerFeature<"http3"> = {
  fields: ["http3"],
  fromPolicy: (spec, { port, tls, warn }) => {
    if (spec.http3 === undefined || tls === undefined) return undefined;
    if (spec.tls?.clientValidation === undefined && tls.clientValidation === undefined) return { advertisedPort: port };
    warn("http3ClientValidation");
    return undefined;
  },
};

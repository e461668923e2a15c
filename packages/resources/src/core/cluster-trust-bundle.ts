import { type ObjectSchema, object, required, text } from "../schema/dsl.ts";

export const clusterTrustBundleSpec: ObjectSchema = object(
  { name: "ClusterTrustBundleSpec", doc: "Certificates in PEM, and the signer that they belong to." },
  {
    signerName: text(),
    trustBundle: required(text({ min: 1 })),
  },
);

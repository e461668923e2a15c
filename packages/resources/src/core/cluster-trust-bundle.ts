import { type ObjectSchema, object, required, text } from "../schema/dsl.ts";

export const clusterTrustBundleSpec: ObjectSchema = object("ClusterTrustBundleSpec", {
  signerName: text(),
  trustBundle: required(text({ min: 1 })),
});

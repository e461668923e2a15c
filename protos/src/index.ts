export { type Codec, pack, typeName, typeUrl } from "./any.ts";
export type { EncodedResource, ResourceName } from "./encoded-resource.ts";

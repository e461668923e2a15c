import { oneText } from "@sluice/collections";
import type { ObjectRef } from "@sluice/ir";

/** How an encoded resource names the objects it was made from: `<kind>/<namespace>/<name>`. */
export function originName({ kind, namespace, name }: ObjectRef): string {
  return oneText(`${kind}/${namespace}/${name}`);
}

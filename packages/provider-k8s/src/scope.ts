import { type KindName, kinds, type LabelSelector, placeKeyOf, type ResourceId } from "@sluice/resources";
import { isKeptByReference } from "./references.ts";

/** Which namespaces are read. */
export interface WatchScope {
  /** These and no others; then Roles in them suffice for all namespaced kinds. */
  readonly namespaces?: readonly string[];
  /** Those whose labels match, as they come and go. */
  readonly namespaceSelector?: LabelSelector;
}

/** One list and watch: all namespaces, or one of them, or one object. */
export interface Piece {
  readonly kind: KindName;
  /** "" for all namespaces and for cluster-scoped kinds. */
  readonly namespace: string;
  readonly fieldSelector?: string;
}

/** Kinds that are read in the control plane's own namespace, too, whatever the scope. */
const ownKinds: ReadonlySet<KindName> = new Set(["Service", "EndpointSlice", "Secret", "ConfigMap"]);

/** What is read whatever the scope. */
export interface Besides {
  /** Where the control plane runs. */
  readonly controllerNamespace?: string;
  readonly needed: readonly ResourceId[];
}

/** What has to be listed and watched to see a scope. */
export function piecesOf(names: readonly KindName[], { namespaces }: WatchScope, besides: Besides): readonly Piece[] {
  if (namespaces === undefined) return names.map((kind) => ({ kind, namespace: "" }));
  const sorted = [...new Set(namespaces)].sort();
  return names.flatMap((kind): readonly Piece[] => {
    // Of other namespaces not even the names are read.
    if (kind === "Namespace")
      return sorted.map((name) => ({ kind, namespace: "", fieldSelector: `metadata.name=${name}` }));
    if (!kinds[kind].namespaced) return [{ kind, namespace: "" }];
    const own = besides.controllerNamespace !== undefined && ownKinds.has(kind) ? [besides.controllerNamespace] : [];
    const needed = besides.needed.filter((id) => id.kind === kind).map(({ namespace }) => namespace);
    return [...new Set([...sorted, ...own, ...needed])].sort().map((namespace) => ({ kind, namespace }));
  });
}

/** Which objects are wanted. */
export type Wanted = (kind: KindName, namespace: string, name: string) => boolean;

/** Decides by namespace, and for Secrets and ConfigMaps by whether something refers to them. */
export function wantedBy(of: {
  readonly inScope: (namespace: string) => boolean;
  readonly referred: (key: string) => boolean;
  readonly besides: Besides;
}): Wanted {
  const { controllerNamespace } = of.besides;
  const needed = new Set(of.besides.needed.map(placeKeyOf));
  return (kind, namespace, name) => {
    if (!kinds[kind].namespaced) return true;
    const inScope = of.inScope(namespace) || (namespace === controllerNamespace && ownKinds.has(kind));
    if (!isKeptByReference(kind)) return inScope;
    const key = placeKeyOf({ kind, namespace, name });
    return needed.has(key) || (inScope && of.referred(key));
  };
}

import type { Json } from "@sluice/resources";
import type { ApiAnswer, ApiRequest } from "./cluster.ts";

/** An answer, or why there was none. */
export type Ask = (request: ApiRequest) => Promise<ApiAnswer | string>;

/** Whether the cluster has a kind that no path served. */
export type Presence =
  /** Certainly not. `seen` tells that its CRD was looked for and is not there. */
  | { readonly kind: "absent"; readonly seen: boolean }
  /** Its CRD is there. */
  | { readonly kind: "coming" }
  /** Nobody who knows has answered. */
  | { readonly kind: "unknown"; readonly message: string };

/**
 * Finds out what it means that a kind is not found. Proxies and load balancers answer "not found", too, while the API server
 * behind them is away: only an API server that tells its groups is believed, and of what every cluster has nothing is ever absent.
 */
export async function presenceOf(
  { paths, crd }: { readonly paths: readonly string[]; readonly crd: string | undefined },
  ask: Ask,
): Promise<Presence> {
  const unknown = (message: string): Presence => ({ kind: "unknown", message });
  const groups = await ask({ method: "GET", path: "/apis" });
  if (typeof groups === "string") return unknown(groups);
  if (groups.status !== 200 || groups.body.kind !== "APIGroupList")
    return unknown(`whoever answers GET /apis with status ${groups.status} is no API server`);
  const always = paths.find((path) => path.startsWith("/api/") || path.startsWith("/apis/discovery.k8s.io/"));
  if (always !== undefined) return unknown(`the API server does not serve ${always}`);
  if (crd === undefined) return { kind: "absent", seen: true };
  const answer = await ask({
    method: "GET",
    path: `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${crd}`,
    accept: metadataOf("PartialObjectMetadata"),
  });
  if (typeof answer === "string") return unknown(answer);
  if (answer.status === 200) return { kind: "coming" };
  if (answer.status === 404) return { kind: "absent", seen: true };
  // Without the right to see CRDs the groups and the paths have to do.
  if (answer.status === 403) return { kind: "absent", seen: false };
  return unknown(`CRD ${crd}: ${statusMessage(answer.body)} (status ${answer.status})`);
}

/** Whether a path is served at all. A server refuses before it looks: "forbidden" may be said of what does not exist. */
export async function isServed(path: string, ask: Ask): Promise<boolean> {
  const parts = path.split("/");
  const base = parts.slice(0, parts[1] === "api" ? 3 : 4).join("/");
  const answer = await ask({ method: "GET", path: base });
  if (typeof answer === "string") return true;
  if (answer.body.kind !== "APIResourceList") return answer.status !== 404;
  const resources = answer.body.resources;
  return !Array.isArray(resources) || resources.some((one: Json) => isNamed(one, parts.at(-1) ?? ""));
}

function isNamed(resource: Json, name: string): boolean {
  return typeof resource === "object" && resource !== null && "name" in resource && resource.name === name;
}

/** Asks for objects without their content; servers that do not know how send all of it. */
export function metadataOf(kind: "PartialObjectMetadata" | "PartialObjectMetadataList"): string {
  return `application/json;as=${kind};g=meta.k8s.io;v=v1,application/json`;
}

/** What a server says about a failure. */
export function statusMessage(body: ApiAnswer["body"]): string {
  return typeof body.message === "string" && body.message !== "" ? body.message : "no reason was given";
}

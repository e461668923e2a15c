import { type KindName, kinds } from "../kinds.ts";
import type { Json, ObjectSchema } from "../schema/dsl.ts";
import { schemas } from "../schemas.ts";
import { type OpenApi, openApiOf } from "./open-api.ts";
import { backendStatus, envoyProxyStatus, policyStatus } from "./status.ts";

/** How `kubectl` calls and shows a kind, and what its status holds. */
interface Presentation {
  readonly shortNames: readonly string[];
  readonly columns?: readonly Column[];
  readonly status?: ObjectSchema;
}

interface Column {
  readonly name: string;
  readonly type: "string" | "date";
  readonly jsonPath: string;
}

const age: Column = { name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp" };

function firstAncestor(condition: string): Column {
  return {
    name: condition,
    type: "string",
    jsonPath: `.status.ancestors[0].conditions[?(@.type=="${condition}")].status`,
  };
}

const presentations = {
  Backend: {
    shortNames: ["be"],
    columns: [{ name: "Status", type: "string", jsonPath: '.status.conditions[?(@.type=="Accepted")].reason' }, age],
    status: backendStatus,
  },
  BackendTrafficPolicy: { shortNames: ["btp"], columns: [age], status: policyStatus },
  ClientTrafficPolicy: { shortNames: ["ctp"], columns: [age], status: policyStatus },
  EnvoyExtensionPolicy: { shortNames: ["eep"], columns: [age], status: policyStatus },
  EnvoyPatchPolicy: {
    shortNames: ["epp"],
    columns: [firstAncestor("Accepted"), firstAncestor("Programmed"), age],
    status: policyStatus,
  },
  EnvoyProxy: { shortNames: ["eproxy"], columns: [age], status: envoyProxyStatus },
  HTTPRouteFilter: { shortNames: ["hrf"], columns: [age] },
  SecurityPolicy: { shortNames: ["sp"], columns: [age], status: policyStatus },
} satisfies { readonly [K in KindName]?: Presentation };

/** The kinds that Sluice brings to a cluster. */
export const ownKinds: readonly KindName[] = Object.keys(presentations) as (keyof typeof presentations)[];

/** The CustomResourceDefinition of one of our own kinds. */
export function crdOf(kind: KindName): OpenApi {
  const presentation = (presentations as { readonly [K in KindName]?: Presentation })[kind];
  if (presentation === undefined) throw new Error(`bug: ${kind} is not a kind of ours`);
  const { group, version, plural, namespaced } = kinds[kind];
  const { shortNames, columns = [], status } = presentation;
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      names: {
        categories: ["envoy-gateway"],
        kind,
        listKind: `${kind}List`,
        plural,
        shortNames,
        singular: kind.toLowerCase(),
      },
      scope: namespaced ? "Namespaced" : "Cluster",
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          additionalPrinterColumns: columns as unknown as Json,
          schema: { openAPIV3Schema: rootOf(schemas[kind], status) },
          subresources: status === undefined ? {} : { status: {} },
        },
      ],
    },
  };
}

function rootOf(schema: ObjectSchema, status: ObjectSchema | undefined): OpenApi {
  const { properties, ...root } = openApiOf(schema) as { readonly properties: OpenApi } & OpenApi;
  return {
    ...root,
    properties: {
      apiVersion: { type: "string" },
      kind: { type: "string" },
      metadata: { type: "object" },
      ...properties,
      ...(status === undefined ? {} : { status: openApiOf(status) }),
    },
  };
}

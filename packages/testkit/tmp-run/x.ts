import fs from "node:fs";
import path from "node:path";
import { createGraph } from "@sluice/collections";
import { defaultTranslateOptions, translateGatewayApi } from "@sluice/gatewayapi-translator";
import { applyDefaults, createResourceStore, parseResources } from "@sluice/resources";
import { toConfigDump, translateXds } from "@sluice/xds-translator";

const OR = "/work/shared/oracle/dev",
  OUT = "/tmp/gat/out";
export function optionsOf(o: any) {
  const r: any = { ...defaultTranslateOptions, extensionApis: { backend: true, envoyPatchPolicy: true } };
  const t = o.translator ?? {};
  if (t.backendEnabled === false) r.extensionApis = { ...r.extensionApis, backend: false };
  if (t.sdsSecretRefEnabled) r.sdsSecretRef = true;
  if (t.perResourceSystemCASecret) r.perResourceSystemCaSecret = true;
  if (t.gatewayNamespaceMode) r.gatewayNamespaceMode = true;
  if (t.runningOnHost) r.runningOnHost = true;
  if (t.envoyProxyDefaultSpec) r.envoyProxyDefaultSpec = t.envoyProxyDefaultSpec;
  if (t.endpointRoutingDisabled) r.endpointRouting = false;
  return r;
}
const only = process.argv[2];
const dump = process.argv[3];
const cases = only && only !== "all" ? [only] : fs.readFileSync("/tmp/gat/cases.txt", "utf8").trim().split("\n");
let bugs = 0;
for (const c of cases) {
  try {
    const graph = createGraph();
    const store = createResourceStore(graph);
    const t = translateGatewayApi(
      store.resources,
      graph,
      optionsOf(JSON.parse(fs.readFileSync(path.join(OR, c, "options.json"), "utf8"))),
    );
    const e = translateXds(t.xds, graph, { virtualHosts: "inline" } as any);
    const parsed = parseResources(fs.readFileSync(path.join(OR, c, "in.yaml"), "utf8"), {
      file: "in.yaml",
      validate: false,
    } as any);
    store.apply({ kind: "changed", upserts: parsed.objects.map((r: any) => applyDefaults(r)), deletes: [] });
    store.apply({ kind: "synced" });
    graph.flush();
    fs.mkdirSync(path.join(OUT, c), { recursive: true });
    fs.writeFileSync(
      path.join(OUT, c, "status.json"),
      JSON.stringify(
        t.statuses.list().map((s) => ({
          kind: s.kind,
          ...(s.namespace ? { namespace: s.namespace } : {}),
          name: s.name,
          status: s.status,
        })),
        null,
        1,
      ),
    );
    fs.writeFileSync(path.join(OUT, c, "xds.json"), JSON.stringify(toConfigDump(e.resources.list()), null, 1));
    if (dump) {
      for (const [k, v] of Object.entries(t.xds)) {
        console.log("##", k);
        console.log(JSON.stringify((v as any).list(), (_k, x) => (x instanceof Uint8Array ? `<${x.length}>` : x), 1));
      }
      console.log("## reports", JSON.stringify(t.reports.list(), null, 1));
    }
  } catch (e: any) {
    bugs++;
    console.error(c, e.stack?.split("\n").slice(0, 6).join("\n"), e.cause?.stack?.split("\n").slice(0, 4).join("\n"));
  }
}
console.log(cases.length, "cases", bugs, "bugs");

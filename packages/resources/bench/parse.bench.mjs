// How long reading takes: run with `pnpm --filter @sluice/resources run bench`.
import { applyDefaults, parseDocument, parseResources, readResource, splitDocuments } from "@sluice/resources";
import { parse } from "yaml";

const route = (at) => `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: route-${at}
  namespace: default
  labels:
    app: web
spec:
  parentRefs:
    - name: eg
  hostnames:
    - "www-${at}.example.com"
  rules:
    - matches:
        - path:
            type: PathPrefix
            value: /api/v${at}
          headers:
            - name: x-version
              value: "2"
      filters:
        - type: RequestHeaderModifier
          requestHeaderModifier:
            add:
              - name: x-added
                value: yes please
      backendRefs:
        - group: ""
          kind: Service
          name: backend
          port: 3000
          weight: 1
`;

const texts = Array.from({ length: 5000 }, (_, at) => route(at));
const whole = texts.join("---\n");
const hundred = texts.slice(0, 100).join("---\n");

measure("100 HTTPRoutes in one file: parse, check", 30, () => parseResources(hundred, { file: "routes.yaml" }));
measure("5,000 HTTPRoutes in one file: parse, check, defaults", 5, () =>
  parseResources(whole).objects.map(applyDefaults),
);
measure("5,000 HTTPRoutes: split into documents only", 10, () => splitDocuments(whole));
const objects = texts.slice(0, 1000).map((text) => parse(text));
measure("1,000 HTTPRoutes, objects of the API: check, defaults", 10, () =>
  objects.map((object) => applyDefaults(readResource(object).resource)),
);
measure("one HTTPRoute: parse, check, defaults", 200, () => parseDocument(texts[7]).objects.map(applyDefaults));
const wrong = texts[7].replace("port: 3000", "prt: 3000");
measure("one HTTPRoute with a misspelt field: the same, and its line", 100, () => parseDocument(wrong).reports.length);
measure("1,000 HTTPRoutes, YAML library alone (for comparison)", 3, () =>
  texts.slice(0, 1000).map((text) => parse(text)),
);

function measure(what, runs, work) {
  work();
  const times = Array.from({ length: runs }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  }).sort((a, b) => a - b);
  const median = times[Math.floor(runs / 2)];
  console.log(`${what}: median ${median.toFixed(3)} ms, worst ${times.at(-1).toFixed(3)} ms of ${runs}`);
}

import type { IncomingMessage } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { asObject, type Json } from "../desired/json.ts";
import type { KubernetesApi } from "../kubernetes/api.ts";
import { observedKinds, pathOf } from "../kubernetes/kinds.ts";
import { admit, type BoundPod, bindingIn, topologyPath } from "./topology.ts";

/** The key and certificate that the API server is shown. */
export interface WebhookIdentity {
  readonly certificate: string;
  readonly privateKey: string;
}

/** How the webhook is served. */
export interface WebhookOptions {
  readonly api: KubernetesApi;
  readonly identity: WebhookIdentity;
  /** 9443 unless given. */
  readonly port?: number;
  /** Told when a pod could not be looked at, and so has no zone. */
  readonly onFailure?: (message: string) => void;
}

/** A webhook that is served. */
export interface Webhook {
  readonly port: number;
  /** Shows another certificate from now on. */
  renew(identity: WebhookIdentity): void;
  close(): Promise<void>;
}

const largestReview = 3 * 1024 * 1024;

/** Tells proxies' pods the zone of their node, in the moment in which the scheduler has chosen it. */
export async function serveTopologyWebhook(options: WebhookOptions): Promise<Webhook> {
  const { api, identity, port = 9443, onFailure = () => {} } = options;
  const look = async (review: Json): Promise<BoundPod | undefined> => {
    const binding = bindingIn(review);
    if (binding === undefined) return undefined;
    const [pod, node] = await Promise.all([
      labelsOf(api, pathOf(observedKinds.Pod, binding.namespace, binding.pod)),
      labelsOf(api, pathOf(observedKinds.Node, undefined, binding.node)),
    ]);
    return { labels: pod, nodeLabels: node };
  };
  const server: Server = createServer({ ...keysOf(identity), minVersion: "TLSv1.2" }, (request, response) => {
    const answer = async (): Promise<void> => {
      if (request.method !== "POST" || request.url?.split("?")[0] !== topologyPath) {
        response.writeHead(404).end();
        return;
      }
      const review = await readJson(request);
      const pod = await look(review).catch((error: Error) => {
        onFailure(error.message);
        return undefined;
      });
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(admit(review, pod)));
    };
    answer().catch((error: Error) => {
      onFailure(error.message);
      response.writeHead(400).end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    renew: (renewed) => server.setSecureContext(keysOf(renewed)),
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function keysOf({ certificate, privateKey }: WebhookIdentity): { readonly cert: string; readonly key: string } {
  return { cert: certificate, key: privateKey };
}

async function labelsOf(api: KubernetesApi, path: string): Promise<Readonly<Record<string, string>>> {
  const { status, body } = await api.request({ method: "GET", path });
  if (status !== 200) throw new Error(`${path}: ${String(body.message ?? status)}`);
  return asObject(asObject(body.metadata).labels) as Readonly<Record<string, string>>;
}

async function readJson(request: IncomingMessage): Promise<Json> {
  let text = "";
  request.setEncoding("utf8");
  for await (const chunk of request) {
    text += chunk as string;
    if (text.length > largestReview) throw new Error("a review larger than any binding");
  }
  return JSON.parse(text) as Json;
}

import type { Agent as HttpAgent } from "node:http";
import { Agent } from "node:https";

/** How the server is reached at this moment. */
export interface Access {
  readonly headers: Readonly<Record<string, string>>;
  readonly agent: HttpAgent;
}

/** Where a cluster is and who asks. */
export interface Credentials {
  readonly url: string;
  readonly namespace: string | undefined;
  /** Reads tokens and certificates if what is known is not fresh. */
  access(): Promise<Access>;
  /** The server did not accept what is known: the next `access` reads anew. */
  refused(): void;
  close(): void;
}

/** What makes two TLS connections interchangeable. */
export interface TlsIdentity {
  readonly ca?: string | Buffer | undefined;
  readonly cert?: string | Buffer | undefined;
  readonly key?: string | Buffer | undefined;
  readonly servername?: string | undefined;
  readonly rejectUnauthorized?: boolean | undefined;
}

/** Connections by identity: new certificates mean new connections; those of old ones end when they fall idle. */
export interface Agents {
  of(identity: TlsIdentity): Agent;
  close(): void;
}

/** Makes an empty set of connections. */
export function createAgents(): Agents {
  let known: { readonly mark: string; readonly agent: Agent } | undefined;
  const old = new Set<Agent>();
  return {
    of(identity) {
      const mark = JSON.stringify(identity, (_, value) => (Buffer.isBuffer(value) ? value.toString("base64") : value));
      if (known?.mark === mark) return known.agent;
      if (known !== undefined) old.add(known.agent);
      const defined = Object.fromEntries(Object.entries(identity).filter(([, value]) => value !== undefined));
      // A connection that has been idle for long may have been forgotten by what lies between: it is not used again.
      const agent = new Agent({ ...defined, keepAlive: true, keepAliveMsecs: 30_000, timeout: 60_000 });
      known = { mark, agent };
      return agent;
    },
    close() {
      for (const agent of old) agent.destroy();
      known?.agent.destroy();
    },
  };
}

// A client of the API server: JSON requests and informers, without dependencies.
import { readFileSync } from "node:fs";
import https from "node:https";

/** A refusal of the API server. */
export class Refused extends Error {
  constructor(what, code, message) {
    super(`${what}: ${code} ${message}`);
    this.code = code;
  }
}

export class Kube {
  constructor({ server, token, caFile }) {
    this.base = new URL(server);
    this.token = token;
    this.ca = readFileSync(caFile);
    this.agent = new https.Agent({ keepAlive: true, maxSockets: 64, ca: this.ca });
  }

  get = (path) => this.request("GET", path);
  post = (path, body) => this.request("POST", path, body);
  patch = (path, body) => this.request("PATCH", path, body, "application/merge-patch+json");
  delete = (path, body) => this.request("DELETE", path, body);

  async request(method, path, body, type = "application/json") {
    const response = await this.#open({ method, path, body, type, agent: this.agent });
    let text = "";
    for await (const chunk of response) text += chunk;
    let json;
    try {
      json = JSON.parse(text);
    } catch {
      json = { message: text };
    }
    if (response.statusCode >= 300) throw new Refused(`${method} ${path}`, response.statusCode, json.message ?? "");
    return json;
  }

  #open({ method, path, body, type, agent }) {
    return new Promise((resolve, reject) => {
      const data = body === undefined ? undefined : JSON.stringify(body);
      const headers = { authorization: `Bearer ${this.token}`, accept: "application/json" };
      if (data !== undefined) {
        headers["content-type"] = type;
        headers["content-length"] = Buffer.byteLength(data);
      }
      const { hostname: host, port } = this.base;
      const request = https.request({ host, port, method, path, headers, agent, ca: this.ca }, resolve);
      request.on("error", reject);
      request.end(data);
    });
  }

  /** Tells of every object of a list, for ever: ADDED, MODIFIED, DELETED. Returns the newest state of all, by uid. */
  informer(path, tell) {
    const items = new Map();
    const emit = (type, object) => {
      if (type === "DELETED") items.delete(object.metadata.uid);
      else items.set(object.metadata.uid, object);
      try {
        tell(type, object);
      } catch (error) {
        console.error(`informer ${path}:`, error);
      }
    };
    const follow = async () => {
      for (;;) {
        try {
          await this.#watch(path, await this.#list(path, items, emit), emit);
        } catch (error) {
          console.error(`informer ${path}: ${error.message}; listing again`);
        }
        await sleep(500);
      }
    };
    void follow();
    return items;
  }

  async #list(path, items, emit) {
    const list = await this.get(path);
    const seen = new Set();
    for (const object of list.items ?? []) {
      seen.add(object.metadata.uid);
      const known = items.get(object.metadata.uid);
      if (known === undefined) emit("ADDED", object);
      else if (known.metadata.resourceVersion !== object.metadata.resourceVersion) emit("MODIFIED", object);
    }
    for (const [uid, object] of items) if (!seen.has(uid)) emit("DELETED", object);
    return list.metadata.resourceVersion;
  }

  async #watch(path, since, emit) {
    const from = { version: since };
    for (;;) {
      const query = `watch=1&allowWatchBookmarks=true&timeoutSeconds=600&resourceVersion=${from.version}`;
      const response = await this.#open({ method: "GET", path: `${path}?${query}`, agent: false });
      if (response.statusCode !== 200) {
        response.resume();
        throw new Error(`watch answered ${response.statusCode}`);
      }
      response.setEncoding("utf8");
      let rest = "";
      for await (const chunk of response) {
        const lines = (rest + chunk).split("\n");
        rest = lines.pop();
        for (const line of lines) {
          const { type, object } = JSON.parse(line);
          if (type === "ERROR") throw new Error(object.message);
          from.version = object.metadata.resourceVersion;
          if (type !== "BOOKMARK") emit(type, object);
        }
      }
    }
  }
}

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Runs `work` at most once in `ms`, never twice at a time, and once more after the last call. */
export function debounce(ms, work) {
  let planned = false;
  let running = false;
  const call = () => {
    if (planned) return;
    planned = true;
    setTimeout(fire, ms);
  };
  const fire = async () => {
    // Comes again when the run under way has ended.
    if (running) {
      setTimeout(fire, ms);
      return;
    }
    planned = false;
    running = true;
    try {
      await work();
    } catch (error) {
      console.error(error);
    }
    running = false;
  };
  return call;
}

/** A time as objects have it. */
export const now = () => new Date().toISOString().replace(/\.\d+Z$/, "Z");

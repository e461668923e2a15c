import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { imageOf } from "../images.mjs";
import { newContainer } from "./container.mjs";
import { commandOf, environmentOf, expand } from "./environment.mjs";
import { podStatus } from "./pod-status.mjs";
import { keepVolumes } from "./volumes.mjs";

const folders = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** An API server that has these objects. */
const kube = (objects) => ({
  async get(path) {
    const found = objects[path.split("/").slice(-2).join("/")];
    if (found === undefined) throw Object.assign(new Error(`${path}: 404`), { code: 404 });
    return found;
  },
});
const pod = (spec) => ({ metadata: { namespace: "default", name: "web", labels: { app: "web" }, uid: "u" }, spec });

describe("volumes", () => {
  it("are files, and follow their objects", async () => {
    const folder = mkdtempSync(join(tmpdir(), "volumes-"));
    folders.push(folder);
    const objects = { "configmaps/settings": { data: { "a.yaml": "one" } } };
    const volumes = [
      { name: "v", configMap: { name: "settings" } },
      { name: "e", emptyDir: {} },
    ];
    const memory = {};
    const keep = () => keepVolumes({ kube: kube(objects), pod: pod({ volumes }), folder, extra: {}, memory });
    const { v } = await keep();
    expect(readFileSync(join(v, "a.yaml"), "utf8")).toBe("one");
    objects["configmaps/settings"] = { data: { "a.yaml": "two" } };
    await keep();
    expect(readFileSync(join(v, "a.yaml"), "utf8")).toBe("two");
  });

  it("wait for what they are made of, unless it is optional", async () => {
    const folder = mkdtempSync(join(tmpdir(), "volumes-"));
    folders.push(folder);
    const keep = (secret) =>
      keepVolumes({ kube: kube({}), pod: pod({ volumes: [{ name: "v", secret }] }), folder, extra: {}, memory: {} });
    await expect(keep({ secretName: "absent" })).rejects.toThrow("404");
    await expect(keep({ secretName: "absent", optional: true })).resolves.toHaveProperty("v");
  });
});

describe("a container", () => {
  it("has its image's environment, its own before it, and references resolved", async () => {
    const container = {
      env: [
        { name: "A", value: "$(PATH):$(GONE)" },
        { name: "B", valueFrom: { fieldRef: { fieldPath: "metadata.labels['app']" } } },
        { name: "C", valueFrom: { secretKeyRef: { name: "s", key: "k" } } },
        { name: "D", valueFrom: { resourceFieldRef: { resource: "limits.memory", divisor: "1Mi" } } },
      ],
      resources: { limits: { memory: "1Gi" } },
    };
    const env = await environmentOf({
      kube: kube({ "secrets/s": { data: { k: Buffer.from("secret").toString("base64") } } }),
      pod: pod({}),
      container,
      image: { env: { PATH: "/app/bin" } },
      extra: {},
      apiAddress: "10.96.0.1",
      capacity: {},
    });
    expect(env).toMatchObject({ PATH: "/app/bin", A: "/app/bin:$(GONE)", B: "web", C: "secret", D: "1024" });
  });

  it.each([
    ["its image's", {}, ["/entry", "serve"]],
    ["its own arguments", { args: ["$(X)"] }, ["/entry", "1"]],
    ["its own command, without the image's arguments", { command: ["/bin/x"] }, ["/bin/x"]],
  ])("runs %s", (_, spec, expected) => {
    expect(commandOf(spec, { entrypoint: ["/entry"], args: ["serve"] }, { X: "1" })).toEqual(expected);
  });

  it("expands as Kubernetes does", () => {
    expect(expand("$(A) $$(A) $(B)", { A: "1" })).toBe("1 $(A) $(B)");
  });

  it("is refused when its image is not known", () => {
    expect(imageOf("nginx:latest")).toBeUndefined();
  });
});

describe("the status of a pod", () => {
  const status = (containers, spec = {}) =>
    podStatus(
      {
        pod: pod(spec),
        address: "10.99.1.1",
        nodeAddress: "10.99.0.1",
        startTime: "t",
        inits: [],
        containers,
        stopping: false,
      },
      {},
      "now",
    );
  const running = { ...newContainer({ name: "a", image: "i" }), started: true, ready: true, state: { running: {} } };
  const ended = (exitCode) => ({ ...newContainer({ name: "a", image: "i" }), state: { terminated: { exitCode } } });

  it.each([
    ["Pending", [newContainer({ name: "a", image: "i" })], {}],
    ["Running", [running], {}],
    ["Succeeded", [ended(0)], { restartPolicy: "Never" }],
    ["Failed", [ended(1)], { restartPolicy: "Never" }],
    ["Running", [ended(1)], { restartPolicy: "OnFailure" }],
  ])("%s", (phase, containers, spec) => {
    expect(status(containers, spec).phase).toBe(phase);
  });

  it("is ready with its containers", () => {
    const ready = ({ conditions }) => conditions.find(({ type }) => type === "Ready").status;
    expect(ready(status([running]))).toBe("True");
    expect(ready(status([running, newContainer({ name: "b", image: "i" })]))).toBe("False");
  });
});

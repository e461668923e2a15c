// One container: a process of this machine in a root of its own.
import { spawn } from "node:child_process";
import { chmodSync, closeSync, existsSync, fchmodSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { commandOf, environmentOf, expand } from "./environment.mjs";
import { now } from "./kube.mjs";
import { containerCommand } from "./sandbox.mjs";

/** A container that does not run yet. */
export function newContainer(spec) {
  const state = { waiting: { reason: "ContainerCreating" } };
  return { spec, restarts: 0, state, lastState: {}, ready: false, started: false, live: false };
}

/** Starts a container of a pod; `container.exited` resolves with its exit code. */
export async function startContainer(container, worker) {
  const { agent, pod } = worker;
  const { spec } = container;
  const image = agent.image(spec.image);
  if (image === undefined) throw new Error(`the image ${spec.image} is not known here (images.mjs says which are)`);
  const env = await environmentOf({ ...agent, pod, container: spec, image, extra: worker.extra() });
  if (worker.stopping) throw new Error("the pod stops");
  const root = join(worker.folder, `root-${spec.name}`);
  mkdirSync(root, { recursive: true });
  container.logFile = join(worker.logs, `${spec.name}.log`);
  const output = openSync(container.logFile, "a");
  // /dev/stdout is this file, for users other than root, too.
  fchmodSync(output, 0o666);
  const context = { ...pod.spec.securityContext, ...spec.securityContext };
  const [program, ...args] = containerCommand({
    network: worker.network,
    root,
    folder: worker.folder,
    workingDir: spec.workingDir || image.workingDir || "/",
    user: `${context.runAsUser ?? image.user ?? 0}:${context.runAsGroup ?? 0}`,
    groups: [...(context.supplementalGroups ?? []), context.fsGroup ?? context.runAsGroup ?? 0],
    binds: [...Object.entries(image.files).map(([to, from]) => [from, to, "ro"]), ...mounts(spec, worker.volumes, env)],
    command: commandOf(spec, image, env),
  });
  const child = spawn(program, args, { detached: true, stdio: ["ignore", output, output], env });
  closeSync(output);
  const startedAt = now();
  Object.assign(container, {
    child,
    live: true,
    ready: false,
    started: spec.startupProbe === undefined,
    id: `process://${pod.metadata.uid}/${spec.name}/${container.restarts}`,
    state: { running: { startedAt } },
  });
  container.exited = new Promise((resolve) => {
    const done = (code, signal) => {
      const exitCode = code ?? 128 + ({ SIGTERM: 15, SIGKILL: 9 }[signal] ?? 1);
      const reason = exitCode === 0 ? "Completed" : "Error";
      const terminated = { exitCode, reason, startedAt, finishedAt: now(), containerID: container.id };
      Object.assign(container, { live: false, ready: false, state: { terminated } });
      worker.changed();
      resolve(exitCode);
    };
    child.on("exit", done);
    child.on("error", (error) => {
      worker.fails(error);
      done(127);
    });
  });
}

function mounts({ volumeMounts = [] }, volumes, env) {
  return volumeMounts.map(({ name, mountPath, subPath, subPathExpr, readOnly }) => {
    const volume = volumes[name];
    if (volume === undefined) throw new Error(`there is no volume ${name}`);
    const part = subPathExpr ? expand(subPathExpr, env) : subPath;
    const source = part ? join(volume, part) : volume;
    if (!existsSync(source)) {
      mkdirSync(source, { recursive: true });
      chmodSync(source, 0o777);
    }
    return [source, mountPath, readOnly ? "ro" : "rw"];
  });
}

/** Sends a signal to all processes of a container. */
export function signalContainer({ child }, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It is gone.
  }
}

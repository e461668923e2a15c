// A pod's status as a kubelet reports it.

const own = ["PodReadyToStartContainers", "Initialized", "ContainersReady", "Ready"];

function containerStatus({ spec, id, ready, started, state, lastState, restarts }) {
  return {
    name: spec.name,
    image: spec.image,
    imageID: spec.image,
    containerID: id ?? "",
    ready,
    started: started && state.running !== undefined,
    restartCount: restarts,
    state,
    lastState,
  };
}

function phaseOf({ initFailed, finished, containers }) {
  if (initFailed) return "Failed";
  if (finished) return containers.every(({ state }) => state.terminated.exitCode === 0) ? "Succeeded" : "Failed";
  const begun = containers.some(({ state, restarts }) => state.running || state.terminated || restarts > 0);
  return begun ? "Running" : "Pending";
}

/** Whether a pod has run to its end. */
function isFinished({ pod, containers, stopping }) {
  const policy = pod.spec.restartPolicy ?? "Always";
  if (stopping || policy === "Always" || !containers.every(({ state }) => state.terminated)) return false;
  return policy === "Never" || containers.every(({ state }) => state.terminated.exitCode === 0);
}

/** `memory` keeps the time of the last transition of each condition. */
export function podStatus(
  { pod, address, nodeAddress, startTime, message, inits, containers, initFailed, stopping },
  memory,
  now,
) {
  const condition = (type, ok, reason) => {
    const status = ok ? "True" : "False";
    if (memory[type]?.status !== status) memory[type] = { type, status, lastTransitionTime: now };
    return ok ? memory[type] : { ...memory[type], reason };
  };
  const finished = isFinished({ pod, containers, stopping });
  const ready = containers.every((each) => each.ready);
  const conditions = pod.status?.conditions ?? [];
  const gates = (pod.spec.readinessGates ?? []).every(({ conditionType }) =>
    conditions.some(({ type, status }) => type === conditionType && status === "True"),
  );
  const reason = finished ? "PodCompleted" : "ContainersNotReady";
  return {
    observedGeneration: pod.metadata.generation,
    phase: phaseOf({ initFailed, finished, containers }),
    message: message ?? null,
    hostIP: nodeAddress,
    hostIPs: [{ ip: nodeAddress }],
    podIP: address,
    podIPs: address === undefined ? undefined : [{ ip: address }],
    startTime,
    qosClass: pod.status?.qosClass,
    conditions: [
      ...conditions.filter(({ type }) => !own.includes(type)),
      condition("PodReadyToStartContainers", address !== undefined, "NoAddress"),
      condition(
        "Initialized",
        inits.every((each) => each.ready),
        "ContainersNotInitialized",
      ),
      condition("ContainersReady", ready, reason),
      condition("Ready", ready && gates, reason),
    ],
    initContainerStatuses: inits.length === 0 ? undefined : inits.map(containerStatus),
    containerStatuses: containers.map(containerStatus),
  };
}

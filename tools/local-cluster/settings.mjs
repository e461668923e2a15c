// Where the local cluster lives and which addresses it has. All of it is inside one network namespace.
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const here = dirname(fileURLToPath(import.meta.url));
export const root = dirname(dirname(here));

const data = process.env.XDG_DATA_HOME || join(homedir(), ".local", "share");

/** One cluster per name; several at once need names of their own and, for now, other machines' addresses. */
export const name = process.env.SLUICE_CLUSTER_NAME || "sluice";
/** Keys, logs and pids. */
export const state = join(data, "sluice", "cluster", name);
export const kubeconfig = join(state, "kubeconfig");

export const node = { name: "local-1", address: "10.99.0.1" };
/** Pods have addresses from x.y.1.1 on. */
export const podNet = "10.99";
export const serviceNet = "10.96.0.0/16";
export const apiAddress = "10.96.0.1";
export const dnsAddress = "10.96.0.10";
/** Load balancers get addresses 1 to 199. */
export const balancerNet = "10.97.0";
/** A link by which this machine reaches nodes and load balancers. */
export const link = {
  host: `${name}-host`,
  inside: "uplink",
  hostAddress: "169.254.97.1",
  insideAddress: "169.254.97.2",
};
export const token = "administrator";

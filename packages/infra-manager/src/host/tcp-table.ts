import { readdir, readFile, readlink } from "node:fs/promises";

/** Another process that listens on a port of ours. */
export interface Sharer {
  readonly port: number;
  readonly pid: number | undefined;
  /** Its program's name; empty when unknown. */
  readonly program: string;
}

/**
 * Who else listens on `ports` for TCP. Envoy's sockets allow that (SO_REUSEPORT), and then the kernel deals
 * connections out to both, without an error anywhere. Known on Linux only; elsewhere nobody is found.
 */
export async function sharersOf(ports: readonly number[], own: readonly number[]): Promise<readonly Sharer[]> {
  if (process.platform !== "linux" || ports.length === 0) return [];
  const listening = await listeningSockets(new Set(ports));
  if (listening.size === 0) return [];
  for (const inode of (await Promise.all(own.map(socketsOf))).flat()) listening.delete(inode);
  if (listening.size === 0) return [];
  const holders = await holdersOf(new Set(listening.keys()));
  const sharers = new Map<string, Sharer>();
  for (const [inode, port] of listening) {
    const pid = holders.get(inode);
    const program = pid === undefined ? "" : await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "");
    sharers.set(`${port}/${pid}`, { port, pid, program: program.trim() });
  }
  return [...sharers.values()].sort((a, b) => a.port - b.port || (a.pid ?? 0) - (b.pid ?? 0));
}

/** How many clients are connected to `ports` of a process, over TCP; undefined where that is not known. */
export async function clientsOf(pid: number, ports: readonly number[]): Promise<number | undefined> {
  if (process.platform !== "linux") return undefined;
  const own = new Set(await socketsOf(pid));
  const wanted = new Set(ports);
  return (await sockets()).filter(({ inode, port, state }) => state !== listen && wanted.has(port) && own.has(inode))
    .length;
}

const listen = "0A";

interface TcpSocket {
  readonly inode: string;
  /** The local one. */
  readonly port: number;
  /** As in the kernel's `tcp_states.h`, two hex digits. */
  readonly state: string;
}

async function listeningSockets(ports: ReadonlySet<number>): Promise<Map<string, number>> {
  const found = (await sockets()).filter(({ state, port }) => state === listen && ports.has(port));
  return new Map(found.map(({ inode, port }) => [inode, port]));
}

/** All TCP sockets of this network namespace: proc(5), `/proc/net/tcp`. */
async function sockets(): Promise<readonly TcpSocket[]> {
  const tables = ["/proc/net/tcp", "/proc/net/tcp6"].map((table) => readFile(table, "latin1").catch(() => ""));
  const lines = (await Promise.all(tables)).flatMap((text) => text.split("\n").slice(1));
  return lines.flatMap((line) => {
    const [, local = "", , state = "", , , , , , inode] = line.trim().split(/\s+/);
    if (inode === undefined) return [];
    return [{ inode, state, port: Number.parseInt(local.slice(local.lastIndexOf(":") + 1), 16) }];
  });
}

async function socketsOf(pid: number | string): Promise<readonly string[]> {
  const folder = `/proc/${pid}/fd`;
  const files = await readdir(folder).catch(() => []);
  const targets = await Promise.all(files.map((file) => readlink(`${folder}/${file}`).catch(() => "")));
  return targets.flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []);
}

async function holdersOf(inodes: ReadonlySet<string>): Promise<ReadonlyMap<string, number>> {
  const holders = new Map<string, number>();
  for (const entry of await readdir("/proc").catch(() => [])) {
    if (!/^\d+$/.test(entry)) continue;
    for (const inode of await socketsOf(entry)) if (inodes.has(inode)) holders.set(inode, Number(entry));
    if (holders.size === inodes.size) break;
  }
  return holders;
}

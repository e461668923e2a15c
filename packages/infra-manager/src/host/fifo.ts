import { execFile } from "node:child_process";
import { closeSync, constants, openSync } from "node:fs";
import { rm } from "node:fs/promises";
import { Socket } from "node:net";
import { promisify } from "node:util";

/** A pipe with a reader here and an end to give to a child. */
export interface Fifo {
  readonly reader: Socket;
  /** A file descriptor; `closeWriter` once the child has it. */
  readonly writer: number;
  closeWriter(): void;
}

/**
 * A real pipe. Node's own stdio "pipes" are sockets, and a socket cannot be opened as `/dev/stdout`, which is what
 * access logs do: the listener would be refused.
 */
export async function makeFifo(path: string): Promise<Fifo> {
  await promisify(execFile)("mkfifo", ["-m", "600", path]);
  try {
    // Neither call blocks: a reader need not wait for a writer with O_NONBLOCK, and then the writer finds a reader.
    const readEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const writer = openSync(path, constants.O_WRONLY);
    const reader = new Socket({ fd: readEnd, readable: true, writable: false });
    return { reader, writer, closeWriter: () => closeSync(writer) };
  } finally {
    await rm(path, { force: true });
  }
}

import { open } from "node:fs/promises";

/** Layout of hot restart version 11.104: two numbers, two mutexes, and flags, of which the first says "initialising". */
const memorySize = 104;
const flagsOffset = 96;
const initialising = 1n;

/**
 * Lets a process have another successor after one that died before it served: Envoy itself would wait for the dead
 * one for ever. False where the shared memory is not what is known of it.
 */
export async function forgetDeadHeir(baseId: number): Promise<boolean> {
  try {
    const memory = await open(`/dev/shm/envoy_shared_memory_${baseId}0`, "r+");
    try {
      if ((await memory.stat()).size !== memorySize) return false;
      const flags = Buffer.alloc(8);
      await memory.read(flags, 0, flags.length, flagsOffset);
      const found = flags.readBigUInt64LE();
      if (found !== 0n && found !== initialising) return false;
      await memory.write(Buffer.alloc(8), 0, flags.length, flagsOffset);
      return true;
    } finally {
      await memory.close();
    }
  } catch {
    return false;
  }
}

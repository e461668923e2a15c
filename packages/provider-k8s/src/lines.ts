/** Cuts a stream of bytes into lines. */
export interface Lines {
  /** The lines that a chunk completes, without empty ones. */
  push(chunk: Buffer): readonly string[];
}

const newline = 10;

/** Makes a cutter; what stands behind the last line's end is kept for the next chunk. */
export function createLines(): Lines {
  let rest: Buffer[] = [];
  return {
    push(chunk) {
      const lines: string[] = [];
      let from = 0;
      for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, from)) {
        const end = chunk.subarray(from, at);
        const line = rest.length === 0 ? end.toString() : Buffer.concat([...rest, end]).toString();
        rest = [];
        from = at + 1;
        if (line !== "") lines.push(line);
      }
      if (from < chunk.length) rest.push(chunk.subarray(from));
      return lines;
    },
  };
}

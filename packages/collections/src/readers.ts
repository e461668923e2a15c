/** What reruns when something it read changes. */
export interface Reader {
  /** Asks for a rerun in this flush; asking twice is asking once. */
  mark(): void;
}

/** One reader bare, a few as an array, many as a set: most keys have one or two readers, a Gateway has thousands. */
type Readers = Reader | Reader[] | Set<Reader>;

const fewReaders = 8;

/** Who read which key, and who read the whole list; holds keys that are really read, and no others. */
export class ReaderTable {
  readonly #ofKey = new Map<string, Readers>();
  readonly #ofList = new Set<Reader>();

  /** Remembers that `reader` read `key`, or everything when `key` is undefined. */
  add(key: string | undefined, reader: Reader): void {
    if (key === undefined) {
      this.#ofList.add(reader);
      return;
    }
    const readers = this.#ofKey.get(key);
    if (readers === undefined) this.#ofKey.set(key, reader);
    else if (readers instanceof Set) readers.add(reader);
    else if (!Array.isArray(readers)) {
      if (readers !== reader) this.#ofKey.set(key, [readers, reader]);
    } else if (!readers.includes(reader)) {
      if (readers.length < fewReaders) readers.push(reader);
      else this.#ofKey.set(key, new Set(readers).add(reader));
    }
  }

  /** Forgets what `add` remembered. */
  remove(key: string | undefined, reader: Reader): void {
    if (key === undefined) {
      this.#ofList.delete(reader);
      return;
    }
    const readers = this.#ofKey.get(key);
    if (readers === undefined) return;
    if (readers instanceof Set) {
      readers.delete(reader);
      if (readers.size === 0) this.#ofKey.delete(key);
    } else if (Array.isArray(readers)) {
      const at = readers.indexOf(reader);
      if (at < 0) return;
      if (readers.length === 1) this.#ofKey.delete(key);
      else {
        readers[at] = readers[readers.length - 1]!;
        readers.pop();
      }
    } else if (readers === reader) this.#ofKey.delete(key);
  }

  /** Marks who read this key. */
  markKey(key: string): void {
    const readers = this.#ofKey.get(key);
    if (readers === undefined) return;
    if (readers instanceof Set || Array.isArray(readers)) for (const reader of readers) reader.mark();
    else readers.mark();
  }

  /** Marks who read the whole list. */
  markList(): void {
    for (const reader of this.#ofList) reader.mark();
  }

  /** How many keys have readers, the whole list counting as one. */
  get size(): number {
    return this.#ofKey.size + (this.#ofList.size > 0 ? 1 : 0);
  }
}

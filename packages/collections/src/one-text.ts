/** Has no shape of its own, whatever comes and goes. */
const table: Record<string, true> = Object.create(null);

/**
 * The same text, kept once by the whole process.
 *
 * A text put together from parts keeps the parts, and each place that makes it makes another one. The engine keeps names of properties
 * once and flat, and lets everybody who holds such a text hold that one: a key then takes a quarter of the memory, and comparing it is
 * comparing an address. Texts that nobody holds any more are forgotten.
 */
export function oneText(text: string): string {
  table[text] = true;
  delete table[text];
  return text;
}

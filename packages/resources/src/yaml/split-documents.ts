/** A part of a text and the line, from 1, at which it begins. */
export interface DocumentText {
  readonly text: string;
  readonly line: number;
}

/**
 * Cuts a text at its `---` lines. Parts that hold only blank lines and comments are left out. Equal parts give equal
 * text, so a caller can keep what it read from a part by the part's text.
 */
export function splitDocuments(source: string): readonly DocumentText[] {
  const text = source.charCodeAt(0) === 0xfeff ? source.slice(1) : source;
  const parts: DocumentText[] = [];
  const marker = /^(?:---(?=[ \t\r\n]|$)|\.\.\.[ \t]*\r?$)/gm;
  let start = 0;
  let line = 1;
  for (;;) {
    const found = marker.exec(text);
    const part = text.slice(start, found?.index);
    if (hasContent(part)) parts.push({ text: part, line });
    if (found === null) return parts;
    line += newlines(part);
    // What follows the marker on its own line belongs to the new part.
    start = found.index + found[0].length;
  }
}

/** Comments and directives alone are no document. */
function hasContent(part: string): boolean {
  return /^[ \t]*[^\s#%]|^[ \t]+%/m.test(part);
}

function newlines(part: string): number {
  let count = 0;
  for (let at = part.indexOf("\n"); at >= 0; at = part.indexOf("\n", at + 1)) count++;
  return count;
}

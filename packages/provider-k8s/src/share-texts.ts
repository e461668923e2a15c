import { oneText } from "@sluice/collections";

/** Longer texts are rarely the same. */
const longest = 64;

/** Keeps each short text of an object once with those of all others: groups, kinds, namespaces, times, labels repeat from object to object. */
export function shareTexts(value: unknown): void {
  if (typeof value === "string") {
    if (value.length <= longest) oneText(value);
  } else if (typeof value === "object" && value !== null)
    for (const each of Object.values(value as Record<string, unknown>)) shareTexts(each);
}

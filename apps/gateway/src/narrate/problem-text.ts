import type { ObjectRef, Place, Problem } from "@sluice/ir";

/** One line for a person: where, which object, what is wrong, what to do. */
export function problemText(problem: Problem, about?: ObjectRef): string {
  const place = placeText(problem.place);
  const named = about && about.kind !== "" && about.name !== "" ? objectText(about) : "";
  const object = problem.message.startsWith(named) ? "" : named;
  const field = problem.place?.field;
  const at = field === undefined || problem.message.includes(field) ? "" : `${field}: `;
  const where = [place, object].filter((part) => part !== "").join(" ");
  const remedy = problem.remedy === undefined ? "" : ` ${capital(sentence(problem.remedy))}`;
  return `${where === "" ? "" : `${where}: `}${at}${sentence(problem.message)}${remedy}`;
}

/** `HTTPRoute default/web`. */
export function objectText({ kind, namespace, name }: Omit<ObjectRef, "group">): string {
  return namespace === "" ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}

function placeText(place: Place | undefined): string {
  if (place?.file === undefined) return "";
  return place.line === undefined ? place.file : `${place.file}:${place.line}`;
}

function sentence(text: string): string {
  const trimmed = text.trim().replace(/:$/, "");
  return /[.!?)]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

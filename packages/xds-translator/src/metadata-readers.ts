import type { AccessLog, Fleet, HttpRouteSet } from "@sluice/ir";

/**
 * Whether something in a fleet's settings can read the metadata of routes and virtual hosts: a format with `%METADATA(…)%`,
 * or a CEL expression about it.
 */
export function readsMetadata({ accessLogs }: Pick<Fleet, "accessLogs">): boolean {
  return accessLogs.some((log) => [...textsOf(log.format), ...(log.matches ?? [])].some(mentionsMetadata));
}

function textsOf(format: AccessLog["format"]): readonly string[] {
  return format.kind === "text" ? [format.text] : Object.values(format.fields);
}

// Broad on purpose: a needless match costs time, a missed one would break a user's log.
function mentionsMetadata(text: string): boolean {
  return /metadata|%CEL\(/i.test(text);
}

/** Whether the routes of a set read metadata themselves: header values are formats, too. */
export function setReadsMetadata({ routes }: Pick<HttpRouteSet, "routes">): boolean {
  return routes.some(({ features, action }) => {
    const mutations = [features.requestHeaders, features.responseHeaders];
    if (action.kind === "forward")
      for (const backend of action.backends)
        if (backend.kind === "destination" && backend.filters)
          mutations.push(backend.filters.requestHeaders, backend.filters.responseHeaders);
    return mutations.some((mutation) => mutation?.put.some(({ values }) => values.some(mentionsMetadata)));
  });
}

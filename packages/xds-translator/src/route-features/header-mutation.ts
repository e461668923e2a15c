import type { HeaderMutation, HeaderPut } from "@sluice/ir";
import {
  HeaderValueOption_HeaderAppendAction as AppendAction,
  type HeaderValueOption,
} from "@sluice/protos/envoy/config/core/v3/base";
import type { RouteFeature, RouteFields } from "./feature.ts";

/** Changes to the request's headers. */
export const requestHeaders: RouteFeature<"requestHeaders"> = {
  toRoute: (mutation) => ({ route: toHeaderFields(mutation, undefined) }),
};

/** Changes to the response's headers. */
export const responseHeaders: RouteFeature<"responseHeaders"> = {
  toRoute: (mutation) => ({ route: toHeaderFields(undefined, mutation) }),
};

/** The four header fields that routes and weighted clusters share. */
export function toHeaderFields(request: HeaderMutation | undefined, response: HeaderMutation | undefined): RouteFields {
  return {
    ...(request?.put.length ? { requestHeadersToAdd: request.put.flatMap(toOptions) } : {}),
    ...(request?.remove.length ? { requestHeadersToRemove: [...request.remove] } : {}),
    ...(response?.put.length ? { responseHeadersToAdd: response.put.flatMap(toOptions) } : {}),
    ...(response?.remove.length ? { responseHeadersToRemove: [...response.remove] } : {}),
  };
}

const appendActions: Readonly<Record<HeaderPut["mode"], AppendAction>> = {
  add: AppendAction.APPEND_IF_EXISTS_OR_ADD,
  addIfAbsent: AppendAction.ADD_IF_ABSENT,
  set: AppendAction.OVERWRITE_IF_EXISTS_OR_ADD,
};

function toOptions({ name, values, mode }: HeaderPut): readonly HeaderValueOption[] {
  const appendAction = appendActions[mode];
  // Envoy drops a header with an empty value unless told to keep it.
  if (values.length === 0) return [{ header: { key: name }, appendAction, keepEmptyValue: true }];
  return values.map((value) => ({ header: { key: name, value }, appendAction, keepEmptyValue: value === "" }));
}

import type { Timeout } from "@sluice/ir";
import { expect, it } from "vitest";
import { featureJson } from "../../test/feature-json.ts";

it.each<[string, Timeout, object | undefined]>([
  ["nothing", {}, undefined],
  ["requests", { request: 500 }, { timeout: "0.500s", idleTimeout: "3600s" }],
  ["requests beyond an hour", { request: 7_200_000 }, { timeout: "7200s", idleTimeout: "7200s" }],
  ["requests, without a limit", { request: 0 }, { timeout: "0s", idleTimeout: "0s" }],
  ["requests to backends, if nothing else", { backendRequest: 500 }, { timeout: "0.500s", idleTimeout: "3600s" }],
  [
    "whichever is shorter: requests to backends",
    { request: 2000, backendRequest: 500 },
    { timeout: "0.500s", idleTimeout: "3600s" },
  ],
  ["whichever is shorter: requests", { request: 2000, backendRequest: 5000 }, { timeout: "2s", idleTimeout: "3600s" }],
  [
    "requests to backends where requests have no limit",
    { request: 0, backendRequest: 500 },
    { timeout: "0.500s", idleTimeout: "3600s" },
  ],
  [
    "requests where requests to backends have no limit",
    { request: 500, backendRequest: 0 },
    { timeout: "0.500s", idleTimeout: "3600s" },
  ],
  ["neither", { request: 0, backendRequest: 0 }, { timeout: "0s", idleTimeout: "0s" }],
  ["idle streams", { streamIdle: 30_000 }, { idleTimeout: "30s" }],
  ["idle streams beside requests", { streamIdle: 30_000, request: 1000 }, { timeout: "1s", idleTimeout: "30s" }],
  ["idle streams, without a limit", { streamIdle: 0, request: 1000 }, { timeout: "1s", idleTimeout: "0s" }],
  ["whole streams", { maxStreamDuration: 60_000 }, { maxStreamDuration: { maxStreamDuration: "60s" } }],
])("limits %s", (_title, timeout, action) => {
  expect(featureJson({ timeout })).toEqual(action ? { action } : {});
});

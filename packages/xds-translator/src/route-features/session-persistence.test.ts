import type { SessionPersistence } from "@sluice/ir";
import { HttpFilter } from "@sluice/protos/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager";
import { expect, it } from "vitest";
import { checkedJson } from "../../test/checked-json.ts";
import { featureJson } from "../../test/feature-json.ts";
import { sessionPersistence } from "./session-persistence.ts";

const name = "envoy.filters.http.stateful_session";
const type = (of: string): string => `type.googleapis.com/envoy.extensions.${of}`;
const cookie = (of: object) => ({
  sessionState: {
    name: "envoy.http.stateful_session.cookie",
    typedConfig: { "@type": type("http.stateful_session.cookie.v3.CookieBasedSessionState"), cookie: of },
  },
});

it.each<[string, SessionPersistence, object]>([
  [
    "a cookie that lasts",
    { kind: "cookie", name: "s", path: "/", ttl: 3_600_000 },
    cookie({ name: "s", path: "/", ttl: "3600s" }),
  ],
  ["a cookie of the browser's session", { kind: "cookie", name: "s", path: "/a" }, cookie({ name: "s", path: "/a" })],
  [
    "a header",
    { kind: "header", name: "x-s" },
    {
      sessionState: {
        name: "envoy.http.stateful_session.header",
        typedConfig: { "@type": type("http.stateful_session.header.v3.HeaderBasedSessionState"), name: "x-s" },
      },
    },
  ],
])("keeps sessions by %s: off in the chain, on for the route", (_title, value, state) => {
  expect(featureJson({ sessionPersistence: value })).toEqual({
    filters: {
      [name]: { "@type": type("filters.http.stateful_session.v3.StatefulSessionPerRoute"), statefulSession: state },
    },
  });
  expect(checkedJson(HttpFilter, sessionPersistence.toFilter!(value))).toEqual({
    name,
    typedConfig: { "@type": type("filters.http.stateful_session.v3.StatefulSession"), ...state },
    disabled: true,
  });
});

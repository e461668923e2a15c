import { absurd, type SessionPersistence } from "@sluice/ir";
import { pack } from "@sluice/protos";
import {
  StatefulSession,
  StatefulSessionPerRoute,
} from "@sluice/protos/envoy/extensions/filters/http/stateful_session/v3/stateful_session";
import { CookieBasedSessionState } from "@sluice/protos/envoy/extensions/http/stateful_session/cookie/v3/cookie";
import { HeaderBasedSessionState } from "@sluice/protos/envoy/extensions/http/stateful_session/header/v3/header";
import { toDuration } from "../envoy/duration.ts";
import type { RouteFeature } from "./feature.ts";

const filter = "envoy.filters.http.stateful_session";

/** Keeps a client on one endpoint. The filter is off but for the routes that turn it on with settings of their own. */
export const sessionPersistence: RouteFeature<"sessionPersistence"> = {
  toFilter: (value) => ({
    name: filter,
    configType: { $case: "typedConfig", value: pack(StatefulSession, toState(value)) },
    disabled: true,
  }),
  toRoute: (value) => ({
    perFilter: {
      [filter]: pack(StatefulSessionPerRoute, { override: { $case: "statefulSession", value: toState(value) } }),
    },
  }),
};

function toState(session: SessionPersistence): StatefulSession {
  switch (session.kind) {
    case "cookie":
      return {
        sessionState: {
          name: "envoy.http.stateful_session.cookie",
          typedConfig: pack(CookieBasedSessionState, {
            cookie: {
              name: session.name,
              path: session.path,
              ...(session.ttl === undefined ? {} : { ttl: toDuration(session.ttl) }),
            },
          }),
        },
      };
    case "header":
      return {
        sessionState: {
          name: "envoy.http.stateful_session.header",
          typedConfig: pack(HeaderBasedSessionState, { name: session.name }),
        },
      };
    default:
      return absurd(session);
  }
}

import type { HttpRoute } from "@sluice/ir";
import { type PackedMessage, pack } from "@sluice/protos";
import { Action, RBAC_Action } from "@sluice/protos/envoy/config/rbac/v3/rbac";
import { RBAC, RBACPerRoute } from "@sluice/protos/envoy/extensions/filters/http/rbac/v3/rbac";
import type { HttpFilter } from "@sluice/protos/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager";
import { HttpRequestHeaderMatchInput } from "@sluice/protos/envoy/type/matcher/v3/http_inputs";
import type {
  Matcher_OnMatch as OnMatch,
  Matcher_MatcherList_Predicate as Predicate,
} from "@sluice/protos/xds/type/matcher/v3/matcher";

// A dynamic resolver connects to the host that a request names. Names of the proxy itself are refused, or a client could
// reach what listens on the proxy's loopback, its admin interface first of all.

const filterName = "envoy.filters.http.rbac.dfp_loopback_deny";

/** The filter that refuses; without settings of a route it lets everything pass. */
export const loopbackFilter: HttpFilter = {
  name: filterName,
  configType: { $case: "typedConfig", value: pack(RBAC, {}) },
};

/** The filter's settings for a route to a dynamic resolver; none where the host is fixed by configuration. */
export function toLoopbackGuard({ features }: HttpRoute): { [filter: string]: PackedMessage } | undefined {
  const host = features.urlRewrite?.host;
  if (host?.kind === "literal") return undefined;
  return { [filterName]: guardOf(host?.kind === "header" ? host.name : ":authority") };
}

/** Hosts are names in any case, maybe with the dot of the root; all of 127.0.0.0/8 and the unspecified addresses lead to this machine. */
const loopbackHosts = [
  "localhost",
  "localhost\\.localdomain",
  "ip6-localhost",
  "ip6-loopback",
  "[^.]+\\.localhost",
  "127(?:\\.\\d{1,3}){3}",
  "0\\.0\\.0\\.0",
  "\\[?::1?\\]?",
  "\\[?::ffff:(?:127|0)(?:\\.\\d{1,3}){3}\\]?",
].join("|");

/** Matches a host, with or without a port, that leads to the proxy itself (RE2). */
export const loopbackPattern: string = `(?i)^(?:${loopbackHosts})\\.?(?::\\d+)?$`;

function guardOf(headerName: string): PackedMessage {
  const input = { name: "http_header", typedConfig: pack(HttpRequestHeaderMatchInput, { headerName }) };
  const predicate: Predicate = {
    matchType: {
      $case: "singlePredicate",
      value: {
        input,
        matcher: {
          $case: "valueMatch",
          value: {
            matchPattern: {
              $case: "safeRegex",
              value: { engineType: { $case: "googleRe2", value: {} }, regex: loopbackPattern },
            },
          },
        },
      },
    },
  };
  return pack(RBACPerRoute, {
    rbac: {
      matcher: {
        matcherType: {
          $case: "matcherList",
          value: {
            matchers: [
              {
                predicate,
                onMatch: answer("deny-loopback-host", { name: "DENY", action: RBAC_Action.DENY }),
              },
            ],
          },
        },
        onNoMatch: answer("default", { name: "ALLOW" }),
      },
    },
  });
}

function answer(name: string, action: Action): OnMatch {
  return { onMatch: { $case: "action", value: { name, typedConfig: pack(Action, action) } } };
}

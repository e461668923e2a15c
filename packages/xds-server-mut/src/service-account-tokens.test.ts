import { expect, it } from "vitest";
import type { Authentication } from "./caller.ts";
import { serviceAccountTokens, type TokenReviewStatus } from "./service-account-tokens.ts";

const audience = "sluice";
const caller = { peer: "127.0.0.1:1", certificate: undefined };
const good: TokenReviewStatus = {
  authenticated: true,
  audiences: [audience],
  user: {
    username: "system:serviceaccount:shop:web",
    extra: { "authentication.kubernetes.io/pod-name": ["web-1"] },
  },
};

function answer(status: TokenReviewStatus | undefined, authorization?: string): Promise<Authentication> {
  const authenticate = serviceAccountTokens({ audience, review: async () => status });
  return authenticate(authorization === undefined ? {} : { authorization }, caller);
}

it.each<[string, TokenReviewStatus | undefined, string | undefined, RegExp]>([
  ["no token", good, undefined, /token is needed/],
  ["another scheme", good, "Basic x", /token is needed/],
  ["an empty token", good, "Bearer ", /token is needed/],
  [
    "a token that the API server does not accept",
    { authenticated: false, error: "expired" },
    "Bearer t",
    /not valid: expired/,
  ],
  ["no answer of the API server", undefined, "Bearer t", /not valid/],
  ["a token for another audience", { ...good, audiences: ["other"] }, "Bearer t", /not for the audience sluice/],
  ["a server that knows no audiences", { authenticated: true, user: good.user! }, "Bearer t", /not for the audience/],
  ["a user that is no ServiceAccount", { ...good, user: { username: "admin" } }, "Bearer t", /admin is not a/],
])("refuses %s", async (_, status, authorization, reason) => {
  const found = await answer(status, authorization);
  expect(found.ok ? "" : found.reason).toMatch(reason);
});

it.each<[string, string, string, string | undefined]>([
  ["its own fleet as its own Pod", "shop/web", "web-1", undefined],
  ["another fleet", "shop/admin", "web-1", "system:serviceaccount:shop:web stands for shop/web, not for shop/admin"],
  ["its own fleet as another Pod", "shop/web", "web-2", "the token is bound to the Pod web-1, not to web-2"],
])("an account asks for %s", async (_, fleet, id, why) => {
  const found = await answer(good, "Bearer t");
  expect(found).toMatchObject({ ok: true, identity: { name: "system:serviceaccount:shop:web" } });
  expect(found.ok && found.identity.whyNot({ fleet, node: { id, cluster: fleet, metadata: {} } })).toBe(why);
});

it("has the API server look at the very token, for the audience", async () => {
  const reviews: unknown[] = [];
  const authenticate = serviceAccountTokens({
    audience,
    review: async (review) => {
      reviews.push(review);
      return good;
    },
  });
  await authenticate({ authorization: "bearer abc.def" }, caller);
  expect(reviews).toEqual([
    {
      apiVersion: "authentication.k8s.io/v1",
      kind: "TokenReview",
      spec: { token: "abc.def", audiences: [audience] },
    },
  ]);
});

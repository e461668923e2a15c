import type { ApiAnswer, ApiRequest } from "@sluice/provider-k8s";
import { expect, it } from "vitest";
import { objectionTo, reviewTokens } from "./review-tokens.ts";

const audience = "envoy-gateway.system.svc.cluster.local";
const node = { id: "pod-1", cluster: "shop/web", metadata: {} };

const review = (status: object, code = 201): ApiAnswer =>
  ({ status: code, body: { kind: "TokenReview", status } }) as unknown as ApiAnswer;
const user = (username: string, pod?: string) => ({
  username,
  extra: pod === undefined ? {} : { "authentication.kubernetes.io/pod-name": [pod] },
});
const good = {
  authenticated: true,
  audiences: [audience],
  user: user("system:serviceaccount:shop:web", "pod-1"),
};

it.each<[what: string, answer: ApiAnswer, objection: RegExp | undefined]>([
  ["the pod's own token", review(good), undefined],
  [
    "a token that has expired",
    review({ authenticated: false, error: "token has expired" }),
    /not valid: token has expired/,
  ],
  ["a token for somebody else", review({ ...good, audiences: ["https://kubernetes.default.svc"] }), /not meant for/],
  ["a person", review({ ...good, user: user("admin", "pod-1") }), /no service account/],
  [
    "another pod",
    review({ ...good, user: user("system:serviceaccount:shop:web", "pod-2") }),
    /belongs to the pod pod-2/,
  ],
  ["no pod", review({ ...good, user: user("system:serviceaccount:shop:web") }), /belongs to the pod \(none\)/],
  [
    "another namespace",
    review({ ...good, user: user("system:serviceaccount:other:web", "pod-1") }),
    /no proxy of shop\/web/,
  ],
  [
    "no right to ask",
    { status: 403, body: { message: "forbidden" } } as ApiAnswer,
    /cannot be reviewed: 403 forbidden/,
  ],
])("%s", (_, answer, objection) => {
  const said = objectionTo(answer, { audience, node });
  if (objection === undefined) expect(said).toBeUndefined();
  else expect(said).toMatch(objection);
});

it("asks about the token that came with the call", async () => {
  const asked: ApiRequest[] = [];
  const request = async (one: ApiRequest): Promise<ApiAnswer> => {
    asked.push(one);
    return review(good);
  };
  const authenticate = reviewTokens({ cluster: { request }, audience });
  expect(await authenticate({ node, peer: "10.0.0.1:1", bearer: "secret" })).toBeUndefined();
  expect(asked).toEqual([
    {
      method: "POST",
      path: "/apis/authentication.k8s.io/v1/tokenreviews",
      body: {
        apiVersion: "authentication.k8s.io/v1",
        kind: "TokenReview",
        spec: { token: "secret", audiences: [audience] },
      },
    },
  ]);
  expect(await authenticate({ node, peer: "10.0.0.1:1", bearer: undefined })).toMatch(/no bearer token/);
  expect(asked).toHaveLength(1);
});

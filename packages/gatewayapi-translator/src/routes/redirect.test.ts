import type { RedirectAction } from "@sluice/ir";
import type { HTTPRequestRedirectFilter } from "@sluice/resources";
import { describe, expect, it } from "vitest";
import { redirectOf, withPort } from "./redirect.ts";

function translate(requestRedirect: HTTPRequestRedirectFilter): {
  redirect: RedirectAction | undefined;
  faults: string[];
} {
  const faults: string[] = [];
  const filter = { type: "RequestRedirect" as const, requestRedirect };
  const rule = { name: "r", field: "rule", filters: [{ index: 0, filter }] };
  const redirect = redirectOf(rule, { fault: ({ message }) => faults.push(message), mirrorTo: () => undefined });
  return { redirect, faults };
}

describe("redirectOf", () => {
  it("keeps what the request had where nothing is said", () => {
    expect(translate({})).toEqual({ redirect: { kind: "redirect", statusCode: 302 }, faults: [] });
  });

  it("takes every part", () => {
    const path = { type: "ReplacePrefixMatch" as const, replacePrefixMatch: "/b" };
    const { redirect } = translate({ scheme: "https", hostname: "b.example.com", port: 8443, path, statusCode: 308 });
    expect(redirect).toEqual({
      kind: "redirect",
      scheme: "https",
      hostname: "b.example.com",
      port: 8443,
      path: { kind: "prefix", value: "/b" },
      statusCode: 308,
    });
  });

  it.each([
    [{ scheme: "ftp" as "http" }, "ftp"],
    [{ statusCode: 418 as 301 }, "418"],
    [{ hostname: "a_b" }, "a_b"],
  ])("refuses %j", (filter, part) => {
    expect(translate(filter).faults).toEqual([expect.stringContaining(part)]);
  });
});

describe("withPort", () => {
  const redirect: RedirectAction = { kind: "redirect", statusCode: 302 };

  it.each([
    [redirect, 8080],
    [{ ...redirect, scheme: "http" }, 80],
    [{ ...redirect, scheme: "https" }, 443],
    [{ ...redirect, scheme: "https", port: 1 }, 1],
  ])("%j on port 8080 goes to %i", (of, port) => {
    expect(withPort(of, 8080).port).toBe(port);
  });
});

import { describe, expect, it } from "vitest";
import * as all from "./patterns.ts";

const { matches, ...patterns } = all;

describe("patterns", () => {
  it.each<[keyof typeof patterns, readonly string[], readonly string[]]>([
    ["dnsLabel", ["a", "team-1"], ["", "-a", "a-", "A", "a.b"]],
    ["dnsName", ["a", "a.b-c.d"], ["", ".a", "a.", "A.b", "a..b"]],
    ["fullDnsName", ["a.b", "a.b."], ["a..", "*.a"]],
    ["hostnamePattern", ["a.b", "*.a.b"], ["*", "a.*", "**.a"]],
    ["apiGroup", ["", "gateway.networking.k8s.io"], ["A", "a_b"]],
    ["controllerName", ["example.com/x", "a.b/c/d_e"], ["example.com", "example.com/", "/x"]],
    ["protocolPattern", ["HTTP", "example.com/bar"], ["", "-x"]],
    ["headerNamePattern", ["x-user-id", "A!#$"], ["", "a b", "a:b", "é"]],
    ["headerValuePattern", ["a", "a b", "a\tb"], ["", " a", "a ", "a  b", "a\nb", "é"]],
    ["routeOrigin", ["*", "https://a.b", "http://*.a.b:80", "https://*"], ["a.b", "ftp://a", "https://"]],
    ["policyOrigin", ["*", "x+y://a.b:1", "https://*.a"], ["https://.a", "https://a..b", "https://a."]],
    ["durationPattern", ["0s", "1h30m", "500ms", "1h2m3s4ms"], ["", "1", "1.5s", "s", "100000s", "1h1h1h1h1h"]],
    ["wellKnownCertificates", ["System", "example.com/x"], ["system", "example.com"]],
    ["uriPattern", ["spiffe://a/b"], ["a/b", "://x"]],
    ["ipAddress", ["10.0.0.1", "2001:db8::1", "::", "::1"], ["256.0.0.1", "1.2.3", "example.com"]],
    ["cidrPattern", ["10.0.0.0/8", "2001:db8::/32", "::/0"], ["10.0.0.0", "a/8"]],
    ["quantityPattern", ["1", "100m", "1.5Gi", "-2e3", ".5"], ["", "x", "1Q", "1 Mi"]],
    ["byteSizePattern", ["1", "32Ki", "100M"], ["0", "01", "1.5Mi", "500m", "1MB"]],
    ["countryCode", ["DE", "us"], ["D", "DEU"]],
    ["attributePattern", ["request.path", "xds.route_name"], ["path", "request.Path"]],
    ["mmdbPath", ["/a/b.mmdb"], ["/a/b.db"]],
  ])("%s", (name, good, bad) => {
    const pattern = patterns[name];
    expect(good.filter((text) => !matches(pattern, text))).toEqual([]);
    expect(bad.filter((text) => matches(pattern, text))).toEqual([]);
  });

  it("take linear time on texts made to hurt", () => {
    const started = performance.now();
    for (const pattern of Object.values(patterns)) {
      for (const seed of ["a", "a.", "a-", "1:", "1", "a ", ":", "x/", "1h"])
        matches(pattern, `${seed.repeat(2048)}\n`);
    }
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

// Generated from the schemas by `pnpm generate`; never edited.
import { all, and, at, duration, equal, exists, existsOne, filter, get, has, isIP, isIn, lowerAscii, or, ordered, plus, size, substring, text, upperAscii } from "../rules/cel.ts";
import type { Json } from "../schema/dsl.ts";

/** Whether each rule holds, by its text. */
export const rules: { readonly [cel: string]: (self: Json) => Json } = {
  "!(has(self.compression) && has(self.compressor))":
    (self) => !((has(self, "compression") && has(self, "compressor"))),
  "!(has(self.envoyDeployment) && has(self.envoyDaemonSet))":
    (self) => !((has(self, "envoyDeployment") && has(self, "envoyDaemonSet"))),
  "!(has(self.envoyHpa) && has(self.envoyDaemonSet))":
    (self) => !((has(self, "envoyHpa") && has(self, "envoyDaemonSet"))),
  "!(has(self.image) && has(self.imageRepository))":
    (self) => !((has(self, "image") && has(self, "imageRepository"))),
  "!(has(self.luaValidation) && has(self.lua))":
    (self) => !((has(self, "luaValidation") && has(self, "lua"))),
  "!(has(self.number) && has(self.metadata))":
    (self) => !((has(self, "number") && has(self, "metadata"))),
  "!(has(self.optional) && has(self.failOpen))":
    (self) => !((has(self, "optional") && has(self, "failOpen"))),
  "!(has(self.path) && has(self.pathOverride))":
    (self) => !((has(self, "path") && has(self, "pathOverride"))),
  "!(has(self.percent) && has(self.fraction))":
    (self) => !((has(self, "percent") && has(self, "fraction"))),
  "!(has(self.preserveXRequestID) && has(self.requestID))":
    (self) => !((has(self, "preserveXRequestID") && has(self, "requestID"))),
  "!(has(self.resources) && has(self.resourceAttributes))":
    (self) => !((has(self, "resources") && has(self, "resourceAttributes"))),
  "!(has(self.samplingRate) && has(self.samplingFraction))":
    (self) => !((has(self, "samplingRate") && has(self, "samplingFraction"))),
  "!(self.type in ['Exact', 'PathPrefix']) || !self.value.contains('#')":
    (self) => or(() => !(isIn(get(self, "type"), ["Exact", "PathPrefix"])), () => !(text(get(self, "value")).includes("#"))),
  "!(self.type in ['Exact', 'PathPrefix']) || !self.value.contains('%2F')":
    (self) => or(() => !(isIn(get(self, "type"), ["Exact", "PathPrefix"])), () => !(text(get(self, "value")).includes("%2F"))),
  "!(self.type in ['Exact', 'PathPrefix']) || !self.value.contains('%2f')":
    (self) => or(() => !(isIn(get(self, "type"), ["Exact", "PathPrefix"])), () => !(text(get(self, "value")).includes("%2f"))),
  "!(self.type in ['Exact', 'PathPrefix']) || !self.value.contains('/../')":
    (self) => or(() => !(isIn(get(self, "type"), ["Exact", "PathPrefix"])), () => !(text(get(self, "value")).includes("/../"))),
  "!(self.type in ['Exact', 'PathPrefix']) || !self.value.contains('/./')":
    (self) => or(() => !(isIn(get(self, "type"), ["Exact", "PathPrefix"])), () => !(text(get(self, "value")).includes("/./"))),
  "!(self.type in ['Exact', 'PathPrefix']) || !self.value.contains('//')":
    (self) => or(() => !(isIn(get(self, "type"), ["Exact", "PathPrefix"])), () => !(text(get(self, "value")).includes("//"))),
  "!(self.type in ['Exact', 'PathPrefix']) || !self.value.endsWith('/.')":
    (self) => or(() => !(isIn(get(self, "type"), ["Exact", "PathPrefix"])), () => !(text(get(self, "value")).endsWith("/."))),
  "!(self.type in ['Exact', 'PathPrefix']) || !self.value.endsWith('/..')":
    (self) => or(() => !(isIn(get(self, "type"), ["Exact", "PathPrefix"])), () => !(text(get(self, "value")).endsWith("/.."))),
  "!(self.type in ['Exact', 'PathPrefix']) || self.value.matches(r\"^([-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})+$\")":
    (self) => or(() => !(isIn(get(self, "type"), ["Exact", "PathPrefix"])), () => /^([-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})+$/.test(text(get(self, "value")))),
  "!(self.type in ['Exact', 'PathPrefix']) || self.value.startsWith('/')":
    (self) => or(() => !(isIn(get(self, "type"), ["Exact", "PathPrefix"])), () => text(get(self, "value")).startsWith("/")),
  "!has(self.addresses) || self.addresses.all(a, a.type != 'Hostname' || !has(a.value) || self.addresses.exists_one(b, b.type == a.type && has(b.value) && b.value == a.value))":
    (self) => (!(has(self, "addresses")) || all(get(self, "addresses"), (a) => or(() => or(() => !equal(get(a, "type"), "Hostname"), () => !(has(a, "value"))), () => existsOne(get(self, "addresses"), (b) => and(() => and(() => equal(get(b, "type"), get(a, "type")), () => has(b, "value")), () => equal(get(b, "value"), get(a, "value"))))))),
  "!has(self.addresses) || self.addresses.all(a, a.type != 'IPAddress' || !has(a.value) || self.addresses.exists_one(b, b.type == a.type && has(b.value) && b.value == a.value))":
    (self) => (!(has(self, "addresses")) || all(get(self, "addresses"), (a) => or(() => or(() => !equal(get(a, "type"), "IPAddress"), () => !(has(a, "value"))), () => existsOne(get(self, "addresses"), (b) => and(() => and(() => equal(get(b, "type"), get(a, "type")), () => has(b, "value")), () => equal(get(b, "value"), get(a, "value"))))))),
  "!has(self.admissionControl) || ((!has(self.targetRef) || self.targetRef.kind in ['Gateway', 'ListenerSet', 'HTTPRoute', 'GRPCRoute']) && (!has(self.targetRefs) || self.targetRefs.all(r, r.kind in ['Gateway', 'ListenerSet', 'HTTPRoute', 'GRPCRoute'])) && (!has(self.targetSelectors) || self.targetSelectors.all(s, s.kind in ['Gateway', 'ListenerSet', 'HTTPRoute', 'GRPCRoute'])))":
    (self) => (!(has(self, "admissionControl")) || and(() => and(() => (!(has(self, "targetRef")) || isIn(get(get(self, "targetRef"), "kind"), ["Gateway", "ListenerSet", "HTTPRoute", "GRPCRoute"])), () => (!(has(self, "targetRefs")) || all(get(self, "targetRefs"), (r) => isIn(get(r, "kind"), ["Gateway", "ListenerSet", "HTTPRoute", "GRPCRoute"])))), () => (!(has(self, "targetSelectors")) || all(get(self, "targetSelectors"), (s) => isIn(get(s, "kind"), ["Gateway", "ListenerSet", "HTTPRoute", "GRPCRoute"]))))),
  "!has(self.allocateLoadBalancerNodePorts) || (has(self.type) && self.type in ['LoadBalancer'])":
    (self) => (!(has(self, "allocateLoadBalancerNodePorts")) || (has(self, "type") && isIn(get(self, "type"), ["LoadBalancer"]))),
  "!has(self.allowExpiredCertificate) || !self.allowExpiredCertificate || !has(self.mode) || self.mode in ['VerifyIfGiven', 'RequireAndVerify']":
    (self) => or(() => (!(has(self, "allowExpiredCertificate")) || !(get(self, "allowExpiredCertificate"))), () => (!(has(self, "mode")) || isIn(get(self, "mode"), ["VerifyIfGiven", "RequireAndVerify"]))),
  "!has(self.allowHeaders) || !('*' in self.allowHeaders) || self.allowHeaders.size() == 1":
    (self) => or(() => (!(has(self, "allowHeaders")) || !(isIn("*", get(self, "allowHeaders")))), () => equal(size(get(self, "allowHeaders")), 1)),
  "!has(self.allowMethods) || !('*' in self.allowMethods) || self.allowMethods.size() == 1":
    (self) => or(() => (!(has(self, "allowMethods")) || !(isIn("*", get(self, "allowMethods")))), () => equal(size(get(self, "allowMethods")), 1)),
  "!has(self.allowOrigins) || !('*' in self.allowOrigins) || self.allowOrigins.size() == 1":
    (self) => or(() => (!(has(self, "allowOrigins")) || !(isIn("*", get(self, "allowOrigins")))), () => equal(size(get(self, "allowOrigins")), 1)),
  "!has(self.allowedEnvVars) || self.allowedEnvVars.all(e, e.trim() != '')":
    (self) => (!(has(self, "allowedEnvVars")) || all(get(self, "allowedEnvVars"), (e) => !equal(text(e).trim(), ""))),
  "!has(self.allowedPaths) || self.allowedPaths.all(p, !p.matches('^/+$'))":
    (self) => (!(has(self, "allowedPaths")) || all(get(self, "allowedPaths"), (p) => !(/^\/+$/.test(text(p))))),
  "!has(self.allowedPaths) || self.allowedPaths.all(p, p.trim() != '')":
    (self) => (!(has(self, "allowedPaths")) || all(get(self, "allowedPaths"), (p) => !equal(text(p).trim(), ""))),
  "!has(self.annotations) || self.annotations.all(k, k.matches(r'^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]$'))":
    (self) => (!(has(self, "annotations")) || all(get(self, "annotations"), (k) => /^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/)?([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]$/.test(text(k)))),
  "!has(self.annotations) || self.annotations.all(k, k.split('/')[0].size() < 253)":
    (self) => (!(has(self, "annotations")) || all(get(self, "annotations"), (k) => size(at(text(k).split("/"), 0)) < 253)),
  "!has(self.backendRef)":
    (self) => !(has(self, "backendRef")),
  "!has(self.backendRefs) || !self.backendRefs.exists_one(b, has(b.filters) && b.filters.exists_one(f, has(f.requestRedirect) && has(f.requestRedirect.path) && f.requestRedirect.path.type == 'ReplacePrefixMatch' && has(f.requestRedirect.path.replacePrefixMatch))) || (self.matches.size() == 1 && has(self.matches[0].path) && self.matches[0].path.type == 'PathPrefix')":
    (self) => or(() => (!(has(self, "backendRefs")) || !(existsOne(get(self, "backendRefs"), (b) => (has(b, "filters") && existsOne(get(b, "filters"), (f) => and(() => (has(f, "requestRedirect") && has(get(f, "requestRedirect"), "path")), () => and(() => equal(get(get(get(f, "requestRedirect"), "path"), "type"), "ReplacePrefixMatch"), () => has(get(get(f, "requestRedirect"), "path"), "replacePrefixMatch")))))))), () => and(() => and(() => equal(size(get(self, "matches")), 1), () => has(at(get(self, "matches"), 0), "path")), () => equal(get(get(at(get(self, "matches"), 0), "path"), "type"), "PathPrefix"))),
  "!has(self.backendRefs) || !self.backendRefs.exists_one(b, has(b.filters) && b.filters.exists_one(f, has(f.urlRewrite) && has(f.urlRewrite.path) && f.urlRewrite.path.type == 'ReplacePrefixMatch' && has(f.urlRewrite.path.replacePrefixMatch))) || (self.matches.size() == 1 && has(self.matches[0].path) && self.matches[0].path.type == 'PathPrefix')":
    (self) => or(() => (!(has(self, "backendRefs")) || !(existsOne(get(self, "backendRefs"), (b) => (has(b, "filters") && existsOne(get(b, "filters"), (f) => and(() => (has(f, "urlRewrite") && has(get(f, "urlRewrite"), "path")), () => and(() => equal(get(get(get(f, "urlRewrite"), "path"), "type"), "ReplacePrefixMatch"), () => has(get(get(f, "urlRewrite"), "path"), "replacePrefixMatch")))))))), () => and(() => and(() => equal(size(get(self, "matches")), 1), () => has(at(get(self, "matches"), 0), "path")), () => equal(get(get(at(get(self, "matches"), 0), "path"), "type"), "PathPrefix"))),
  "!has(self.backendRefs) || self.backendRefs.all(r, r.group in ['', 'gateway.envoyproxy.io'])":
    (self) => (!(has(self, "backendRefs")) || all(get(self, "backendRefs"), (r) => isIn(get(r, "group"), ["", "gateway.envoyproxy.io"]))),
  "!has(self.backendRefs) || self.backendRefs.all(r, r.group in ['', 'multicluster.x-k8s.io', 'gateway.envoyproxy.io'])":
    (self) => (!(has(self, "backendRefs")) || all(get(self, "backendRefs"), (r) => isIn(get(r, "group"), ["", "multicluster.x-k8s.io", "gateway.envoyproxy.io"]))),
  "!has(self.backendRefs) || self.backendRefs.all(r, r.kind in ['Service', 'Backend'])":
    (self) => (!(has(self, "backendRefs")) || all(get(self, "backendRefs"), (r) => isIn(get(r, "kind"), ["Service", "Backend"]))),
  "!has(self.backendRefs) || self.backendRefs.all(r, r.kind in ['Service', 'ServiceImport', 'Backend'])":
    (self) => (!(has(self, "backendRefs")) || all(get(self, "backendRefs"), (r) => isIn(get(r, "kind"), ["Service", "ServiceImport", "Backend"]))),
  "!has(self.backendRefs) || self.backendRefs.size() == 0 || !has(self.filters) || self.filters.all(f, !has(f.requestRedirect))":
    (self) => or(() => (!(has(self, "backendRefs")) || equal(size(get(self, "backendRefs")), 0)), () => (!(has(self, "filters")) || all(get(self, "filters"), (f) => !(has(f, "requestRedirect"))))),
  "!has(self.backendSettings) || !has(self.backendSettings.retry) || !has(self.backendSettings.retry.perRetry) || !has(self.backendSettings.retry.perRetry.timeout)":
    (self) => or(() => (!(has(self, "backendSettings")) || !(has(get(self, "backendSettings"), "retry"))), () => or(() => !(has(get(get(self, "backendSettings"), "retry"), "perRetry")), () => !(has(get(get(get(self, "backendSettings"), "retry"), "perRetry"), "timeout")))),
  "!has(self.backendSettings) || !has(self.backendSettings.retry) || !has(self.backendSettings.retry.retryOn) || !has(self.backendSettings.retry.retryOn.httpStatusCodes)":
    (self) => or(() => (!(has(self, "backendSettings")) || !(has(get(self, "backendSettings"), "retry"))), () => or(() => !(has(get(get(self, "backendSettings"), "retry"), "retryOn")), () => !(has(get(get(get(self, "backendSettings"), "retry"), "retryOn"), "httpStatusCodes")))),
  "!has(self.caCertificateRefs) || self.caCertificateRefs.size() == 0 || !has(self.wellKnownCACertificates) || self.wellKnownCACertificates == ''":
    (self) => or(() => (!(has(self, "caCertificateRefs")) || equal(size(get(self, "caCertificateRefs")), 0)), () => (!(has(self, "wellKnownCACertificates")) || equal(get(self, "wellKnownCACertificates"), ""))),
  "!has(self.certDetailsToAdd) || self.certDetailsToAdd.size() == 0 || self.mode in ['AppendForward', 'SanitizeSet']":
    (self) => or(() => (!(has(self, "certDetailsToAdd")) || equal(size(get(self, "certDetailsToAdd")), 0)), () => isIn(get(self, "mode"), ["AppendForward", "SanitizeSet"])),
  "!has(self.ciphers) || !has(self.minVersion) || !(self.minVersion in ['1.3'])":
    (self) => ((!(has(self, "ciphers")) || !(has(self, "minVersion"))) || !(isIn(get(self, "minVersion"), ["1.3"]))),
  "!has(self.closeDelay) || has(self.value)":
    (self) => (!(has(self, "closeDelay")) || has(self, "value")),
  "!has(self.connect) || (has(self.type) && self.type in ['CONNECT'])":
    (self) => (!(has(self, "connect")) || (has(self, "type") && isIn(get(self, "type"), ["CONNECT"]))),
  "!has(self.connection) || !has(self.connection.preconnect) || !has(self.connection.preconnect.predictivePercent) || (has(self.loadBalancer) && has(self.loadBalancer.type) && self.loadBalancer.type in ['Random', 'RoundRobin'])":
    (self) => or(() => (!(has(self, "connection")) || !(has(get(self, "connection"), "preconnect"))), () => or(() => !(has(get(get(self, "connection"), "preconnect"), "predictivePercent")), () => and(() => (has(self, "loadBalancer") && has(get(self, "loadBalancer"), "type")), () => isIn(get(get(self, "loadBalancer"), "type"), ["Random", "RoundRobin"])))),
  "!has(self.cookieConfig) || !has(self.cookieConfig.lifetimeType) || self.cookieConfig.lifetimeType != 'Permanent' || has(self.absoluteTimeout)":
    (self) => or(() => (!(has(self, "cookieConfig")) || !(has(get(self, "cookieConfig"), "lifetimeType"))), () => or(() => !equal(get(get(self, "cookieConfig"), "lifetimeType"), "Permanent"), () => has(self, "absoluteTimeout"))),
  "!has(self.cookieConfig) || (has(self.type) && self.type in ['Cookie'])":
    (self) => (!(has(self, "cookieConfig")) || (has(self, "type") && isIn(get(self, "type"), ["Cookie"]))),
  "!has(self.endpointOverride) || !has(self.type) || !(self.type in ['DynamicModule'])":
    (self) => ((!(has(self, "endpointOverride")) || !(has(self, "type"))) || !(isIn(get(self, "type"), ["DynamicModule"]))),
  "!has(self.endpoints) || !has(self.type) || !(self.type in ['DynamicResolver'])":
    (self) => ((!(has(self, "endpoints")) || !(has(self, "type"))) || !(isIn(get(self, "type"), ["DynamicResolver"]))),
  "!has(self.endpoints) || self.endpoints.all(e, has(e.fqdn)) || self.endpoints.all(e, !has(e.fqdn))":
    (self) => or(() => (!(has(self, "endpoints")) || all(get(self, "endpoints"), (e) => has(e, "fqdn"))), () => all(get(self, "endpoints"), (e) => !(has(e, "fqdn")))),
  "!has(self.failOpen) || !self.failOpen || !has(self.processingMode) || !((has(self.processingMode.request) && has(self.processingMode.request.body) && self.processingMode.request.body == 'FullDuplexStreamed') || (has(self.processingMode.response) && has(self.processingMode.response.body) && self.processingMode.response.body == 'FullDuplexStreamed'))":
    (self) => or(() => (!(has(self, "failOpen")) || !(get(self, "failOpen"))), () => (!(has(self, "processingMode")) || !(or(() => and(() => and(() => has(get(self, "processingMode"), "request"), () => has(get(get(self, "processingMode"), "request"), "body")), () => equal(get(get(get(self, "processingMode"), "request"), "body"), "FullDuplexStreamed")), () => and(() => and(() => has(get(self, "processingMode"), "response"), () => has(get(get(self, "processingMode"), "response"), "body")), () => equal(get(get(get(self, "processingMode"), "response"), "body"), "FullDuplexStreamed")))))),
  "!has(self.filters) || !(self.filters.exists(f, f.type == 'RequestRedirect') && self.filters.exists(f, f.type == 'URLRewrite'))":
    (self) => (!(has(self, "filters")) || !(and(() => exists(get(self, "filters"), (f) => equal(get(f, "type"), "RequestRedirect")), () => exists(get(self, "filters"), (f) => equal(get(f, "type"), "URLRewrite"))))),
  "!has(self.filters) || !self.filters.exists_one(f, has(f.requestRedirect) && has(f.requestRedirect.path) && f.requestRedirect.path.type == 'ReplacePrefixMatch' && has(f.requestRedirect.path.replacePrefixMatch)) || (self.matches.size() == 1 && has(self.matches[0].path) && self.matches[0].path.type == 'PathPrefix')":
    (self) => or(() => (!(has(self, "filters")) || !(existsOne(get(self, "filters"), (f) => and(() => (has(f, "requestRedirect") && has(get(f, "requestRedirect"), "path")), () => and(() => equal(get(get(get(f, "requestRedirect"), "path"), "type"), "ReplacePrefixMatch"), () => has(get(get(f, "requestRedirect"), "path"), "replacePrefixMatch")))))), () => and(() => and(() => equal(size(get(self, "matches")), 1), () => has(at(get(self, "matches"), 0), "path")), () => equal(get(get(at(get(self, "matches"), 0), "path"), "type"), "PathPrefix"))),
  "!has(self.filters) || !self.filters.exists_one(f, has(f.urlRewrite) && has(f.urlRewrite.path) && f.urlRewrite.path.type == 'ReplacePrefixMatch' && has(f.urlRewrite.path.replacePrefixMatch)) || (self.matches.size() == 1 && has(self.matches[0].path) && self.matches[0].path.type == 'PathPrefix')":
    (self) => or(() => (!(has(self, "filters")) || !(existsOne(get(self, "filters"), (f) => and(() => (has(f, "urlRewrite") && has(get(f, "urlRewrite"), "path")), () => and(() => equal(get(get(get(f, "urlRewrite"), "path"), "type"), "ReplacePrefixMatch"), () => has(get(get(f, "urlRewrite"), "path"), "replacePrefixMatch")))))), () => and(() => and(() => equal(size(get(self, "matches")), 1), () => has(at(get(self, "matches"), 0), "path")), () => equal(get(get(at(get(self, "matches"), 0), "path"), "type"), "PathPrefix"))),
  "!has(self.filters) || self.filters.filter(f, f.type == 'CORS').size() <= 1":
    (self) => (!(has(self, "filters")) || size(filter(get(self, "filters"), (f) => equal(get(f, "type"), "CORS"))) <= 1),
  "!has(self.filters) || self.filters.filter(f, f.type == 'RequestHeaderModifier').size() <= 1":
    (self) => (!(has(self, "filters")) || size(filter(get(self, "filters"), (f) => equal(get(f, "type"), "RequestHeaderModifier"))) <= 1),
  "!has(self.filters) || self.filters.filter(f, f.type == 'RequestRedirect').size() <= 1":
    (self) => (!(has(self, "filters")) || size(filter(get(self, "filters"), (f) => equal(get(f, "type"), "RequestRedirect"))) <= 1),
  "!has(self.filters) || self.filters.filter(f, f.type == 'ResponseHeaderModifier').size() <= 1":
    (self) => (!(has(self, "filters")) || size(filter(get(self, "filters"), (f) => equal(get(f, "type"), "ResponseHeaderModifier"))) <= 1),
  "!has(self.filters) || self.filters.filter(f, f.type == 'URLRewrite').size() <= 1":
    (self) => (!(has(self, "filters")) || size(filter(get(self, "filters"), (f) => equal(get(f, "type"), "URLRewrite"))) <= 1),
  "!has(self.forwardAccessToken) || !self.forwardAccessToken || !has(self.forwardIDToken) || self.forwardIDToken.header.lowerAscii() != 'authorization'":
    (self) => or(() => (!(has(self, "forwardAccessToken")) || !(get(self, "forwardAccessToken"))), () => (!(has(self, "forwardIDToken")) || !equal(lowerAscii(text(get(get(self, "forwardIDToken"), "header"))), "authorization"))),
  "!has(self.from) || self.from != 'Selector' || has(self.selector)":
    (self) => or(() => (!(has(self, "from")) || !equal(get(self, "from"), "Selector")), () => has(self, "selector")),
  "!has(self.group) || self.group == 'gateway.networking.k8s.io'":
    (self) => (!(has(self, "group")) || equal(get(self, "group"), "gateway.networking.k8s.io")),
  "!has(self.grpc) || (has(self.type) && self.type in ['GRPC'])":
    (self) => (!(has(self, "grpc")) || (has(self, "type") && isIn(get(self, "type"), ["GRPC"]))),
  "!has(self.header) || !has(self.header.remove) || self.header.remove.size() == 0":
    (self) => or(() => (!(has(self, "header")) || !(has(get(self, "header"), "remove"))), () => equal(size(get(get(self, "header"), "remove")), 0)),
  "!has(self.http) || (has(self.type) && self.type in ['HTTP'])":
    (self) => (!(has(self, "http")) || (has(self, "type") && isIn(get(self, "type"), ["HTTP"]))),
  "!has(self.image) || self.image.matches('^[a-zA-Z0-9._-]+(:[0-9]+)?(/[a-zA-Z0-9._/-]+)?(:[a-zA-Z0-9._-]+)?(@sha256:[a-z0-9]+)?$')":
    (self) => (!(has(self, "image")) || /^[a-zA-Z0-9._-]+(:[0-9]+)?(\/[a-zA-Z0-9._/-]+)?(:[a-zA-Z0-9._-]+)?(@sha256:[a-z0-9]+)?$/.test(text(get(self, "image")))),
  "!has(self.imageRepository) || self.imageRepository.matches('^[a-zA-Z0-9._-]+(:[0-9]+)?[a-zA-Z0-9._/-]+$')":
    (self) => (!(has(self, "imageRepository")) || /^[a-zA-Z0-9._-]+(:[0-9]+)?[a-zA-Z0-9._/-]+$/.test(text(get(self, "imageRepository")))),
  "!has(self.insecureSkipVerify) || !self.insecureSkipVerify || ((!has(self.caCertificateRefs) || self.caCertificateRefs.size() == 0) && (!has(self.wellKnownCACertificates) || self.wellKnownCACertificates == ''))":
    (self) => or(() => (!(has(self, "insecureSkipVerify")) || !(get(self, "insecureSkipVerify"))), () => and(() => (!(has(self, "caCertificateRefs")) || equal(size(get(self, "caCertificateRefs")), 0)), () => (!(has(self, "wellKnownCACertificates")) || equal(get(self, "wellKnownCACertificates"), "")))),
  "!has(self.json) || !has(self.type) || !(self.type in ['Text'])":
    (self) => ((!(has(self, "json")) || !(has(self, "type"))) || !(isIn(get(self, "type"), ["Text"]))),
  "!has(self.labels) || self.labels.all(k, k.matches(r'^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]$'))":
    (self) => (!(has(self, "labels")) || all(get(self, "labels"), (k) => /^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/)?([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]$/.test(text(k)))),
  "!has(self.labels) || self.labels.all(k, k.split('/')[0].size() < 253)":
    (self) => (!(has(self, "labels")) || all(get(self, "labels"), (k) => size(at(text(k).split("/"), 0)) < 253)),
  "!has(self.listeners) || self.listeners.all(a, !has(a.port) || self.listeners.exists_one(b, has(b.port) && a.port == b.port && a.protocol == b.protocol && (has(a.hostname) && has(b.hostname) ? a.hostname == b.hostname : !has(a.hostname) && !has(b.hostname))))":
    (self) => (!(has(self, "listeners")) || all(get(self, "listeners"), (a) => (!(has(a, "port")) || existsOne(get(self, "listeners"), (b) => and(() => (has(b, "port") && equal(get(a, "port"), get(b, "port"))), () => and(() => equal(get(a, "protocol"), get(b, "protocol")), () => (((has(a, "hostname") && has(b, "hostname"))) === true ? equal(get(a, "hostname"), get(b, "hostname")) : (!(has(a, "hostname")) && !(has(b, "hostname")))))))))),
  "!has(self.listeners) || self.listeners.all(a, self.listeners.exists_one(b, a.name == b.name))":
    (self) => (!(has(self, "listeners")) || all(get(self, "listeners"), (a) => existsOne(get(self, "listeners"), (b) => equal(get(a, "name"), get(b, "name"))))),
  "!has(self.listeners) || self.listeners.all(l, !(l.protocol in ['HTTP', 'TCP', 'UDP']) || !has(l.tls))":
    (self) => (!(has(self, "listeners")) || all(get(self, "listeners"), (l) => or(() => !(isIn(get(l, "protocol"), ["HTTP", "TCP", "UDP"])), () => !(has(l, "tls"))))),
  "!has(self.listeners) || self.listeners.all(l, !(l.protocol in ['TCP', 'UDP']) || !has(l.hostname) || l.hostname == '')":
    (self) => (!(has(self, "listeners")) || all(get(self, "listeners"), (l) => or(() => or(() => !(isIn(get(l, "protocol"), ["TCP", "UDP"])), () => !(has(l, "hostname"))), () => equal(get(l, "hostname"), "")))),
  "!has(self.listeners) || self.listeners.all(l, l.protocol != 'HTTPS' || !has(l.tls) || l.tls.mode in ['', 'Terminate'])":
    (self) => (!(has(self, "listeners")) || all(get(self, "listeners"), (l) => or(() => or(() => !equal(get(l, "protocol"), "HTTPS"), () => !(has(l, "tls"))), () => isIn(get(get(l, "tls"), "mode"), ["", "Terminate"])))),
  "!has(self.listeners) || self.listeners.all(l, l.protocol != 'TLS' || (has(l.tls) && has(l.tls.mode) && l.tls.mode != ''))":
    (self) => (!(has(self, "listeners")) || all(get(self, "listeners"), (l) => or(() => !equal(get(l, "protocol"), "TLS"), () => and(() => (has(l, "tls") && has(get(l, "tls"), "mode")), () => !equal(get(get(l, "tls"), "mode"), ""))))),
  "!has(self.loadBalancerIP) || (has(self.type) && self.type in ['LoadBalancer'])":
    (self) => (!(has(self, "loadBalancerIP")) || (has(self, "type") && isIn(get(self, "type"), ["LoadBalancer"]))),
  "!has(self.loadBalancerIP) || self.loadBalancerIP.matches(r'^((25[0-5]|2[0-4][0-9]|[01]?[0-9][0-9]?)\\.){3}(25[0-5]|2[0-4][0-9]|[01]?[0-9][0-9]?)$')":
    (self) => (!(has(self, "loadBalancerIP")) || /^((25[0-5]|2[0-4][0-9]|[01]?[0-9][0-9]?)\.){3}(25[0-5]|2[0-4][0-9]|[01]?[0-9][0-9]?)$/.test(text(get(self, "loadBalancerIP")))),
  "!has(self.loadBalancerSourceRanges) || (has(self.type) && self.type in ['LoadBalancer'])":
    (self) => (!(has(self, "loadBalancerSourceRanges")) || (has(self, "type") && isIn(get(self, "type"), ["LoadBalancer"]))),
  "!has(self.local) || !has(self.type) || !(self.type in ['Remote'])":
    (self) => ((!(has(self, "local")) || !(has(self, "type"))) || !(isIn(get(self, "type"), ["Remote"]))),
  "!has(self.matches) || self.matches.exists(m, m in ['Failure', 'FailureSeriesStart']) == self.matches.exists(m, m in ['Success', 'HealthyTransition'])":
    (self) => (!(has(self, "matches")) || equal(exists(get(self, "matches"), (m) => isIn(m, ["Failure", "FailureSeriesStart"])), exists(get(self, "matches"), (m) => isIn(m, ["Success", "HealthyTransition"])))),
  "!has(self.maxRejectionPercent) || (self.maxRejectionPercent >= 0 && self.maxRejectionPercent <= 100)":
    (self) => (!(has(self, "maxRejectionPercent")) || and(() => ordered(get(self, "maxRejectionPercent")) >= 0, () => ordered(get(self, "maxRejectionPercent")) <= 100)),
  "!has(self.maxVersion) || {'Auto': 0, '1.0': 1, '1.1': 2, '1.2': 3, '1.3': 4}[has(self.minVersion) ? self.minVersion : '1.2'] <= {'1.0': 1, '1.1': 2, '1.2': 3, '1.3': 4, 'Auto': 5}[self.maxVersion]":
    (self) => (!(has(self, "maxVersion")) || ordered(at({ "Auto": 0, "1.0": 1, "1.1": 2, "1.2": 3, "1.3": 4 }, ((has(self, "minVersion")) === true ? get(self, "minVersion") : "1.2"))) <= ordered(at({ "1.0": 1, "1.1": 2, "1.2": 3, "1.3": 4, "Auto": 5 }, get(self, "maxVersion")))),
  "!has(self.mergeGateways) || !self.mergeGateways || !has(self.mergeBackends)":
    (self) => or(() => (!(has(self, "mergeGateways")) || !(get(self, "mergeGateways"))), () => !(has(self, "mergeBackends"))),
  "!has(self.mergeType) || !has(self.mergeType) || !(self.mergeType in ['Replace'])":
    (self) => ((!(has(self, "mergeType")) || !(has(self, "mergeType"))) || !(isIn(get(self, "mergeType"), ["Replace"]))),
  "!has(self.mergeType) || ((!has(self.targetRef) || self.targetRef.kind in ['HTTPRoute', 'GRPCRoute', 'TCPRoute']) && (!has(self.targetRefs) || self.targetRefs.all(r, r.kind in ['HTTPRoute', 'GRPCRoute', 'TCPRoute'])) && (!has(self.targetSelectors) || self.targetSelectors.all(s, s.kind in ['HTTPRoute', 'GRPCRoute', 'TCPRoute'])))":
    (self) => (!(has(self, "mergeType")) || and(() => and(() => (!(has(self, "targetRef")) || isIn(get(get(self, "targetRef"), "kind"), ["HTTPRoute", "GRPCRoute", "TCPRoute"])), () => (!(has(self, "targetRefs")) || all(get(self, "targetRefs"), (r) => isIn(get(r, "kind"), ["HTTPRoute", "GRPCRoute", "TCPRoute"])))), () => (!(has(self, "targetSelectors")) || all(get(self, "targetSelectors"), (s) => isIn(get(s, "kind"), ["HTTPRoute", "GRPCRoute", "TCPRoute"]))))),
  "!has(self.mergeType) || ((!has(self.targetRef) || self.targetRef.kind in ['HTTPRoute', 'GRPCRoute', 'UDPRoute', 'TCPRoute', 'TLSRoute']) && (!has(self.targetRefs) || self.targetRefs.all(r, r.kind in ['HTTPRoute', 'GRPCRoute', 'UDPRoute', 'TCPRoute', 'TLSRoute'])) && (!has(self.targetSelectors) || self.targetSelectors.all(s, s.kind in ['HTTPRoute', 'GRPCRoute', 'UDPRoute', 'TCPRoute', 'TLSRoute'])))":
    (self) => (!(has(self, "mergeType")) || and(() => and(() => (!(has(self, "targetRef")) || isIn(get(get(self, "targetRef"), "kind"), ["HTTPRoute", "GRPCRoute", "UDPRoute", "TCPRoute", "TLSRoute"])), () => (!(has(self, "targetRefs")) || all(get(self, "targetRefs"), (r) => isIn(get(r, "kind"), ["HTTPRoute", "GRPCRoute", "UDPRoute", "TCPRoute", "TLSRoute"])))), () => (!(has(self, "targetSelectors")) || all(get(self, "targetSelectors"), (s) => isIn(get(s, "kind"), ["HTTPRoute", "GRPCRoute", "UDPRoute", "TCPRoute", "TLSRoute"]))))),
  "!has(self.minReplicas) || self.maxReplicas >= self.minReplicas":
    (self) => (!(has(self, "minReplicas")) || ordered(get(self, "maxReplicas")) >= ordered(get(self, "minReplicas"))),
  "!has(self.minReplicas) || self.minReplicas > 0":
    (self) => (!(has(self, "minReplicas")) || ordered(get(self, "minReplicas")) > 0),
  "!has(self.minSuccessRate) || (self.minSuccessRate >= 1 && self.minSuccessRate <= 100)":
    (self) => (!(has(self, "minSuccessRate")) || and(() => ordered(get(self, "minSuccessRate")) >= 1, () => ordered(get(self, "minSuccessRate")) <= 100)),
  "!has(self.openTelemetry) || (has(self.type) && self.type in ['OpenTelemetry'])":
    (self) => (!(has(self, "openTelemetry")) || (has(self, "type") && isIn(get(self, "type"), ["OpenTelemetry"]))),
  "!has(self.parentRefs) || self.parentRefs.all(a, self.parentRefs.all(b, !(a.group == b.group && a.kind == b.kind && a.name == b.name && (((!has(a.__namespace__) || a.__namespace__ == '') && (!has(b.__namespace__) || b.__namespace__ == '')) || (has(a.__namespace__) && has(b.__namespace__) && a.__namespace__ == b.__namespace__))) || (((!has(a.sectionName) || a.sectionName == '')) == ((!has(b.sectionName) || b.sectionName == '')) && ((!has(a.port) || a.port == 0)) == ((!has(b.port) || b.port == 0)))))":
    (self) => (!(has(self, "parentRefs")) || all(get(self, "parentRefs"), (a) => all(get(self, "parentRefs"), (b) => or(() => !(and(() => and(() => equal(get(a, "group"), get(b, "group")), () => equal(get(a, "kind"), get(b, "kind"))), () => and(() => equal(get(a, "name"), get(b, "name")), () => or(() => and(() => (!(has(a, "namespace")) || equal(get(a, "namespace"), "")), () => (!(has(b, "namespace")) || equal(get(b, "namespace"), ""))), () => ((has(a, "namespace") && has(b, "namespace")) && equal(get(a, "namespace"), get(b, "namespace"))))))), () => and(() => equal((!(has(a, "sectionName")) || equal(get(a, "sectionName"), "")), (!(has(b, "sectionName")) || equal(get(b, "sectionName"), ""))), () => equal((!(has(a, "port")) || equal(get(a, "port"), 0)), (!(has(b, "port")) || equal(get(b, "port"), 0)))))))),
  "!has(self.parentRefs) || self.parentRefs.all(a, self.parentRefs.exists_one(b, a.group == b.group && a.kind == b.kind && a.name == b.name && (((!has(a.__namespace__) || a.__namespace__ == '') && (!has(b.__namespace__) || b.__namespace__ == '')) || (has(a.__namespace__) && has(b.__namespace__) && a.__namespace__ == b.__namespace__)) && (((!has(a.sectionName) || a.sectionName == '') && (!has(b.sectionName) || b.sectionName == '')) || (has(a.sectionName) && has(b.sectionName) && a.sectionName == b.sectionName)) && (((!has(a.port) || a.port == 0) && (!has(b.port) || b.port == 0)) || (has(a.port) && has(b.port) && a.port == b.port))))":
    (self) => (!(has(self, "parentRefs")) || all(get(self, "parentRefs"), (a) => existsOne(get(self, "parentRefs"), (b) => and(() => and(() => and(() => equal(get(a, "group"), get(b, "group")), () => equal(get(a, "kind"), get(b, "kind"))), () => equal(get(a, "name"), get(b, "name"))), () => and(() => and(() => or(() => and(() => (!(has(a, "namespace")) || equal(get(a, "namespace"), "")), () => (!(has(b, "namespace")) || equal(get(b, "namespace"), ""))), () => ((has(a, "namespace") && has(b, "namespace")) && equal(get(a, "namespace"), get(b, "namespace")))), () => or(() => and(() => (!(has(a, "sectionName")) || equal(get(a, "sectionName"), "")), () => (!(has(b, "sectionName")) || equal(get(b, "sectionName"), ""))), () => ((has(a, "sectionName") && has(b, "sectionName")) && equal(get(a, "sectionName"), get(b, "sectionName"))))), () => or(() => and(() => (!(has(a, "port")) || equal(get(a, "port"), 0)), () => (!(has(b, "port")) || equal(get(b, "port"), 0))), () => ((has(a, "port") && has(b, "port")) && equal(get(a, "port"), get(b, "port"))))))))),
  "!has(self.path) || self.path.type == 'ReplaceFullPath'":
    (self) => (!(has(self, "path")) || equal(get(get(self, "path"), "type"), "ReplaceFullPath")),
  "!has(self.perPort) || self.perPort.all(a, self.perPort.exists_one(b, a.port == b.port))":
    (self) => (!(has(self, "perPort")) || all(get(self, "perPort"), (a) => existsOne(get(self, "perPort"), (b) => equal(get(a, "port"), get(b, "port"))))),
  "!has(self.pullSecretRef) || self.pullSecretRef.kind == 'Secret'":
    (self) => (!(has(self, "pullSecretRef")) || equal(get(get(self, "pullSecretRef"), "kind"), "Secret")),
  "!has(self.recomputeRoute) || !self.recomputeRoute || self.claimToHeaders.size() > 0":
    (self) => or(() => (!(has(self, "recomputeRoute")) || !(get(self, "recomputeRoute"))), () => size(get(self, "claimToHeaders")) > 0),
  "!has(self.remove) || self.remove.size() == 0":
    (self) => (!(has(self, "remove")) || equal(size(get(self, "remove")), 0)),
  "!has(self.reportingPeriod) || duration(self.reportingPeriod) > duration('0s')":
    (self) => (!(has(self, "reportingPeriod")) || duration(text(get(self, "reportingPeriod"))) > duration("0s")),
  "!has(self.request) || !has(self.backendRequest) || duration(self.request) == duration('0s') || duration(self.backendRequest) <= duration(self.request)":
    (self) => ((!(has(self, "request")) || !(has(self, "backendRequest"))) || or(() => equal(duration(text(get(self, "request"))), duration("0s")), () => duration(text(get(self, "backendRequest"))) <= duration(text(get(self, "request"))))),
  "!has(self.requestBody) || (has(self.method) && self.method.upperAscii() in ['POST', 'PUT'])":
    (self) => (!(has(self, "requestBody")) || (has(self, "method") && isIn(upperAscii(text(get(self, "method"))), ["POST", "PUT"]))),
  "!has(self.requestBuffer) || !has(self.httpUpgrade) || self.httpUpgrade.size() == 0":
    (self) => ((!(has(self, "requestBuffer")) || !(has(self, "httpUpgrade"))) || equal(size(get(self, "httpUpgrade")), 0)),
  "!has(self.rules) || (self.rules.size() > 0 && has(self.rules[0].matches) ? self.rules[0].matches.size() : 0) + (self.rules.size() > 1 && has(self.rules[1].matches) ? self.rules[1].matches.size() : 0) + (self.rules.size() > 2 && has(self.rules[2].matches) ? self.rules[2].matches.size() : 0) + (self.rules.size() > 3 && has(self.rules[3].matches) ? self.rules[3].matches.size() : 0) + (self.rules.size() > 4 && has(self.rules[4].matches) ? self.rules[4].matches.size() : 0) + (self.rules.size() > 5 && has(self.rules[5].matches) ? self.rules[5].matches.size() : 0) + (self.rules.size() > 6 && has(self.rules[6].matches) ? self.rules[6].matches.size() : 0) + (self.rules.size() > 7 && has(self.rules[7].matches) ? self.rules[7].matches.size() : 0) + (self.rules.size() > 8 && has(self.rules[8].matches) ? self.rules[8].matches.size() : 0) + (self.rules.size() > 9 && has(self.rules[9].matches) ? self.rules[9].matches.size() : 0) + (self.rules.size() > 10 && has(self.rules[10].matches) ? self.rules[10].matches.size() : 0) + (self.rules.size() > 11 && has(self.rules[11].matches) ? self.rules[11].matches.size() : 0) + (self.rules.size() > 12 && has(self.rules[12].matches) ? self.rules[12].matches.size() : 0) + (self.rules.size() > 13 && has(self.rules[13].matches) ? self.rules[13].matches.size() : 0) + (self.rules.size() > 14 && has(self.rules[14].matches) ? self.rules[14].matches.size() : 0) + (self.rules.size() > 15 && has(self.rules[15].matches) ? self.rules[15].matches.size() : 0) <= 128":
    (self) => (!(has(self, "rules")) || ordered(plus(plus(plus(plus(plus(plus(plus(plus(plus(plus(plus(plus(plus(plus(plus(((and(() => size(get(self, "rules")) > 0, () => has(at(get(self, "rules"), 0), "matches"))) === true ? size(get(at(get(self, "rules"), 0), "matches")) : 0), ((and(() => size(get(self, "rules")) > 1, () => has(at(get(self, "rules"), 1), "matches"))) === true ? size(get(at(get(self, "rules"), 1), "matches")) : 0)), ((and(() => size(get(self, "rules")) > 2, () => has(at(get(self, "rules"), 2), "matches"))) === true ? size(get(at(get(self, "rules"), 2), "matches")) : 0)), ((and(() => size(get(self, "rules")) > 3, () => has(at(get(self, "rules"), 3), "matches"))) === true ? size(get(at(get(self, "rules"), 3), "matches")) : 0)), ((and(() => size(get(self, "rules")) > 4, () => has(at(get(self, "rules"), 4), "matches"))) === true ? size(get(at(get(self, "rules"), 4), "matches")) : 0)), ((and(() => size(get(self, "rules")) > 5, () => has(at(get(self, "rules"), 5), "matches"))) === true ? size(get(at(get(self, "rules"), 5), "matches")) : 0)), ((and(() => size(get(self, "rules")) > 6, () => has(at(get(self, "rules"), 6), "matches"))) === true ? size(get(at(get(self, "rules"), 6), "matches")) : 0)), ((and(() => size(get(self, "rules")) > 7, () => has(at(get(self, "rules"), 7), "matches"))) === true ? size(get(at(get(self, "rules"), 7), "matches")) : 0)), ((and(() => size(get(self, "rules")) > 8, () => has(at(get(self, "rules"), 8), "matches"))) === true ? size(get(at(get(self, "rules"), 8), "matches")) : 0)), ((and(() => size(get(self, "rules")) > 9, () => has(at(get(self, "rules"), 9), "matches"))) === true ? size(get(at(get(self, "rules"), 9), "matches")) : 0)), ((and(() => size(get(self, "rules")) > 10, () => has(at(get(self, "rules"), 10), "matches"))) === true ? size(get(at(get(self, "rules"), 10), "matches")) : 0)), ((and(() => size(get(self, "rules")) > 11, () => has(at(get(self, "rules"), 11), "matches"))) === true ? size(get(at(get(self, "rules"), 11), "matches")) : 0)), ((and(() => size(get(self, "rules")) > 12, () => has(at(get(self, "rules"), 12), "matches"))) === true ? size(get(at(get(self, "rules"), 12), "matches")) : 0)), ((and(() => size(get(self, "rules")) > 13, () => has(at(get(self, "rules"), 13), "matches"))) === true ? size(get(at(get(self, "rules"), 13), "matches")) : 0)), ((and(() => size(get(self, "rules")) > 14, () => has(at(get(self, "rules"), 14), "matches"))) === true ? size(get(at(get(self, "rules"), 14), "matches")) : 0)), ((and(() => size(get(self, "rules")) > 15, () => has(at(get(self, "rules"), 15), "matches"))) === true ? size(get(at(get(self, "rules"), 15), "matches")) : 0))) <= 128),
  "!has(self.rules) || self.rules.all(a, !has(a.name) || self.rules.exists_one(b, has(b.name) && a.name == b.name))":
    (self) => (!(has(self, "rules")) || all(get(self, "rules"), (a) => (!(has(a, "name")) || existsOne(get(self, "rules"), (b) => (has(b, "name") && equal(get(a, "name"), get(b, "name"))))))),
  "!has(self.rules) || self.rules.all(r, !has(r.cost) || !has(r.cost.response))":
    (self) => (!(has(self, "rules")) || all(get(self, "rules"), (r) => (!(has(r, "cost")) || !(has(get(r, "cost"), "response"))))),
  "!has(self.rules) || self.rules.all(r, !has(r.limit.fromMetadata))":
    (self) => (!(has(self, "rules")) || all(get(self, "rules"), (r) => !(has(get(r, "limit"), "fromMetadata")))),
  "!has(self.samplingPercentage) || (has(self.type) && self.type in ['TraceIdRatio', 'ParentBasedTraceIdRatio'])":
    (self) => (!(has(self, "samplingPercentage")) || (has(self, "type") && isIn(get(self, "type"), ["TraceIdRatio", "ParentBasedTraceIdRatio"]))),
  "!has(self.samplingWindow) || duration(self.samplingWindow) >= duration('1s')":
    (self) => (!(has(self, "samplingWindow")) || duration(text(get(self, "samplingWindow"))) >= duration("1s")),
  "!has(self.serviceName) || self.serviceName != ''":
    (self) => (!(has(self, "serviceName")) || !equal(get(self, "serviceName"), "")),
  "!has(self.shadowMode) || !self.shadowMode || !has(self.processingMode) || !((has(self.processingMode.request) && has(self.processingMode.request.body) && self.processingMode.request.body != 'Streamed') || (has(self.processingMode.response) && has(self.processingMode.response.body) && self.processingMode.response.body != 'Streamed'))":
    (self) => or(() => (!(has(self, "shadowMode")) || !(get(self, "shadowMode"))), () => (!(has(self, "processingMode")) || !(or(() => and(() => and(() => has(get(self, "processingMode"), "request"), () => has(get(get(self, "processingMode"), "request"), "body")), () => !equal(get(get(get(self, "processingMode"), "request"), "body"), "Streamed")), () => and(() => and(() => has(get(self, "processingMode"), "response"), () => has(get(get(self, "processingMode"), "response"), "body")), () => !equal(get(get(get(self, "processingMode"), "response"), "body"), "Streamed")))))),
  "!has(self.slowStart) || !has(self.type) || !(self.type in ['Random', 'ConsistentHash', 'DynamicModule'])":
    (self) => ((!(has(self, "slowStart")) || !(has(self, "type"))) || !(isIn(get(self, "type"), ["Random", "ConsistentHash", "DynamicModule"]))),
  "!has(self.sni) || !has(self.autoSNIFromEndpointHostname) || !self.autoSNIFromEndpointHostname":
    (self) => ((!(has(self, "sni")) || !(has(self, "autoSNIFromEndpointHostname"))) || !(get(self, "autoSNIFromEndpointHostname"))),
  "!has(self.strictValidation) || !has(self.validationType) || self.validationType == 'Strict'":
    (self) => ((!(has(self, "strictValidation")) || !(has(self, "validationType"))) || equal(get(self, "validationType"), "Strict")),
  "!has(self.targetRef) || self.targetRef.group == 'gateway.networking.k8s.io'":
    (self) => (!(has(self, "targetRef")) || equal(get(get(self, "targetRef"), "group"), "gateway.networking.k8s.io")),
  "!has(self.targetRef) || self.targetRef.kind in ['Gateway', 'ListenerSet', 'HTTPRoute', 'GRPCRoute', 'TCPRoute']":
    (self) => (!(has(self, "targetRef")) || isIn(get(get(self, "targetRef"), "kind"), ["Gateway", "ListenerSet", "HTTPRoute", "GRPCRoute", "TCPRoute"])),
  "!has(self.targetRef) || self.targetRef.kind in ['Gateway', 'ListenerSet', 'HTTPRoute', 'GRPCRoute', 'UDPRoute', 'TCPRoute', 'TLSRoute']":
    (self) => (!(has(self, "targetRef")) || isIn(get(get(self, "targetRef"), "kind"), ["Gateway", "ListenerSet", "HTTPRoute", "GRPCRoute", "UDPRoute", "TCPRoute", "TLSRoute"])),
  "!has(self.targetRef) || self.targetRef.kind in ['Gateway', 'ListenerSet']":
    (self) => (!(has(self, "targetRef")) || isIn(get(get(self, "targetRef"), "kind"), ["Gateway", "ListenerSet"])),
  "!has(self.targetRefs) || self.targetRefs.all(r, r.group == 'gateway.networking.k8s.io')":
    (self) => (!(has(self, "targetRefs")) || all(get(self, "targetRefs"), (r) => equal(get(r, "group"), "gateway.networking.k8s.io"))),
  "!has(self.targetRefs) || self.targetRefs.all(r, r.kind in ['Gateway', 'ListenerSet', 'HTTPRoute', 'GRPCRoute', 'TCPRoute'])":
    (self) => (!(has(self, "targetRefs")) || all(get(self, "targetRefs"), (r) => isIn(get(r, "kind"), ["Gateway", "ListenerSet", "HTTPRoute", "GRPCRoute", "TCPRoute"]))),
  "!has(self.targetRefs) || self.targetRefs.all(r, r.kind in ['Gateway', 'ListenerSet', 'HTTPRoute', 'GRPCRoute', 'UDPRoute', 'TCPRoute', 'TLSRoute'])":
    (self) => (!(has(self, "targetRefs")) || all(get(self, "targetRefs"), (r) => isIn(get(r, "kind"), ["Gateway", "ListenerSet", "HTTPRoute", "GRPCRoute", "UDPRoute", "TCPRoute", "TLSRoute"]))),
  "!has(self.targetRefs) || self.targetRefs.all(r, r.kind in ['Gateway', 'ListenerSet'])":
    (self) => (!(has(self, "targetRefs")) || all(get(self, "targetRefs"), (r) => isIn(get(r, "kind"), ["Gateway", "ListenerSet"]))),
  "!has(self.text) || !has(self.type) || !(self.type in ['JSON'])":
    (self) => ((!(has(self, "text")) || !(has(self, "type"))) || !(isIn(get(self, "type"), ["JSON"]))),
  "!has(self.timeout) || !has(self.interval) || duration(self.timeout) < duration(self.interval)":
    (self) => ((!(has(self, "timeout")) || !(has(self, "interval"))) || duration(text(get(self, "timeout"))) < duration(text(get(self, "interval")))),
  "!has(self.tls) || !has(self.tls.autoSNIFromEndpointHostname) || !self.tls.autoSNIFromEndpointHostname || self.endpoints.all(e, has(e.hostname) || !(has(e.ip) || has(e.unix)))":
    (self) => or(() => (!(has(self, "tls")) || !(has(get(self, "tls"), "autoSNIFromEndpointHostname"))), () => or(() => !(get(get(self, "tls"), "autoSNIFromEndpointHostname")), () => all(get(self, "endpoints"), (e) => (has(e, "hostname") || !((has(e, "ip") || has(e, "unix"))))))),
  "!has(self.type) || has(self.service) || has(self.method)":
    (self) => ((!(has(self, "type")) || has(self, "service")) || has(self, "method")),
  "!has(self.type) || self.type != 'Inline' || has(self.inline)":
    (self) => or(() => (!(has(self, "type")) || !equal(get(self, "type"), "Inline")), () => has(self, "inline")),
  "!has(self.type) || self.type != 'JSON' || has(self.json)":
    (self) => or(() => (!(has(self, "type")) || !equal(get(self, "type"), "JSON")), () => has(self, "json")),
  "!has(self.type) || self.type != 'Local' || has(self.local)":
    (self) => or(() => (!(has(self, "type")) || !equal(get(self, "type"), "Local")), () => has(self, "local")),
  "!has(self.type) || self.type != 'MaxMind' || has(self.maxMind)":
    (self) => or(() => (!(has(self, "type")) || !equal(get(self, "type"), "MaxMind")), () => has(self, "maxMind")),
  "!has(self.type) || self.type != 'Range' || has(self.range)":
    (self) => or(() => (!(has(self, "type")) || !equal(get(self, "type"), "Range")), () => has(self, "range")),
  "!has(self.type) || self.type != 'Text' || has(self.text)":
    (self) => or(() => (!(has(self, "type")) || !equal(get(self, "type"), "Text")), () => has(self, "text")),
  "!has(self.type) || self.type != 'Value' || has(self.value)":
    (self) => or(() => (!(has(self, "type")) || !equal(get(self, "type"), "Value")), () => has(self, "value")),
  "!has(self.type) || self.type != 'ValueRef' || has(self.valueRef)":
    (self) => or(() => (!(has(self, "type")) || !equal(get(self, "type"), "ValueRef")), () => has(self, "valueRef")),
  "!has(self.valueRef) || (self.valueRef.kind == 'ConfigMap' && self.valueRef.group in ['', 'v1'])":
    (self) => (!(has(self, "valueRef")) || and(() => equal(get(get(self, "valueRef"), "kind"), "ConfigMap"), () => isIn(get(get(self, "valueRef"), "group"), ["", "v1"]))),
  "!has(self.valueRef) || (self.valueRef.kind in ['ConfigMap', 'Secret'] && self.valueRef.group in ['', 'v1'])":
    (self) => (!(has(self, "valueRef")) || and(() => isIn(get(get(self, "valueRef"), "kind"), ["ConfigMap", "Secret"]), () => isIn(get(get(self, "valueRef"), "group"), ["", "v1"]))),
  "!has(self.valueRef) || self.valueRef.kind == 'ConfigMap'":
    (self) => (!(has(self, "valueRef")) || equal(get(get(self, "valueRef"), "kind"), "ConfigMap")),
  "!has(self.writableNamespaces) || self.writableNamespaces.all(n, !n.startsWith('envoy.filters.http'))":
    (self) => (!(has(self, "writableNamespaces")) || all(get(self, "writableNamespaces"), (n) => !(text(n).startsWith("envoy.filters.http")))),
  "!has(self.zoneAware) || !has(self.type) || !(self.type in ['DynamicModule'])":
    (self) => ((!(has(self, "zoneAware")) || !(has(self, "type"))) || !(isIn(get(self, "type"), ["DynamicModule"]))),
  "!has(self.zoneAware) || !has(self.zoneAware.preferLocal) || !(self.type in ['ConsistentHash', 'BackendUtilization'])":
    (self) => or(() => (!(has(self, "zoneAware")) || !(has(get(self, "zoneAware"), "preferLocal"))), () => !(isIn(get(self, "type"), ["ConsistentHash", "BackendUtilization"]))),
  "!has(self.zoneAware) || !has(self.zoneAware.preferLocal) || !has(self.zoneAware.weightedZones)":
    (self) => or(() => (!(has(self, "zoneAware")) || !(has(get(self, "zoneAware"), "preferLocal"))), () => !(has(get(self, "zoneAware"), "weightedZones"))),
  "(has(self.before) ? 1 : 0) + (has(self.after) ? 1 : 0) == 1":
    (self) => equal(plus(((has(self, "before")) === true ? 1 : 0), ((has(self, "after")) === true ? 1 : 0)), 1),
  "(has(self.caCertificateRefs) && self.caCertificateRefs.size() > 0) || (has(self.wellKnownCACertificates) && self.wellKnownCACertificates != '')":
    (self) => or(() => (has(self, "caCertificateRefs") && size(get(self, "caCertificateRefs")) > 0), () => (has(self, "wellKnownCACertificates") && !equal(get(self, "wellKnownCACertificates"), ""))),
  "(has(self.clientID) ? 1 : 0) + (has(self.clientIDRef) ? 1 : 0) == 1":
    (self) => equal(plus(((has(self, "clientID")) === true ? 1 : 0), ((has(self, "clientIDRef")) === true ? 1 : 0)), 1),
  "(has(self.fqdn) ? 1 : 0) + (has(self.ip) ? 1 : 0) + (has(self.unix) ? 1 : 0) == 1":
    (self) => equal(plus(plus(((has(self, "fqdn")) === true ? 1 : 0), ((has(self, "ip")) === true ? 1 : 0)), ((has(self, "unix")) === true ? 1 : 0)), 1),
  "(has(self.grpc) ? 1 : 0) + (has(self.http) ? 1 : 0) == 1":
    (self) => equal(plus(((has(self, "grpc")) === true ? 1 : 0), ((has(self, "http")) === true ? 1 : 0)), 1),
  "(has(self.headers) ? 1 : 0) + (has(self.params) ? 1 : 0) + (has(self.cookies) ? 1 : 0) == 1":
    (self) => equal(plus(plus(((has(self, "headers")) === true ? 1 : 0), ((has(self, "params")) === true ? 1 : 0)), ((has(self, "cookies")) === true ? 1 : 0)), 1),
  "(has(self.httpStatus) ? 1 : 0) + (has(self.grpcStatus) ? 1 : 0) == 1":
    (self) => equal(plus(((has(self, "httpStatus")) === true ? 1 : 0), ((has(self, "grpcStatus")) === true ? 1 : 0)), 1),
  "(has(self.minAvailable) ? 1 : 0) + (has(self.maxUnavailable) ? 1 : 0) == 1":
    (self) => equal(plus(((has(self, "minAvailable")) === true ? 1 : 0), ((has(self, "maxUnavailable")) === true ? 1 : 0)), 1),
  "(has(self.numTrustedHops) ? 1 : 0) + (has(self.trustedCIDRs) ? 1 : 0) == 1":
    (self) => equal(plus(((has(self, "numTrustedHops")) === true ? 1 : 0), ((has(self, "trustedCIDRs")) === true ? 1 : 0)), 1),
  "(has(self.remoteJWKS) ? 1 : 0) + (has(self.localJWKS) ? 1 : 0) == 1":
    (self) => equal(plus(((has(self, "remoteJWKS")) === true ? 1 : 0), ((has(self, "localJWKS")) === true ? 1 : 0)), 1),
  "(has(self.response) ? 1 : 0) + (has(self.redirect) ? 1 : 0) == 1":
    (self) => equal(plus(((has(self, "response")) === true ? 1 : 0), ((has(self, "redirect")) === true ? 1 : 0)), 1),
  "(has(self.type) && self.type != 'Exact') || !has(self.method) || self.method.matches('^[A-Za-z_][A-Za-z_0-9]*$')":
    (self) => or(() => or(() => (has(self, "type") && !equal(get(self, "type"), "Exact")), () => !(has(self, "method"))), () => /^[A-Za-z_][A-Za-z_0-9]*$/.test(text(get(self, "method")))),
  "(has(self.type) && self.type != 'Exact') || !has(self.service) || self.service.matches(r'^(?i)\\.?[a-z_][a-z_0-9]*(\\.[a-z_][a-z_0-9]*)*$')":
    (self) => or(() => or(() => (has(self, "type") && !equal(get(self, "type"), "Exact")), () => !(has(self, "service"))), () => /^\.?[a-z_][a-z_0-9]*(\.[a-z_][a-z_0-9]*)*$/i.test(text(get(self, "service")))),
  "(has(self.xForwardedFor) ? 1 : 0) + (has(self.customHeader) ? 1 : 0) + (has(self.directSourceIP) ? 1 : 0) == 1":
    (self) => equal(plus(plus(((has(self, "xForwardedFor")) === true ? 1 : 0), ((has(self, "customHeader")) === true ? 1 : 0)), ((has(self, "directSourceIP")) === true ? 1 : 0)), 1),
  "(self.protocol == 'GRPC') == has(self.grpc)":
    (self) => equal(equal(get(self, "protocol"), "GRPC"), has(self, "grpc")),
  "(self.protocol == 'HTTP') == has(self.http)":
    (self) => equal(equal(get(self, "protocol"), "HTTP"), has(self, "http")),
  "(self.type == 'ALS') == has(self.als)":
    (self) => equal(equal(get(self, "type"), "ALS"), has(self, "als")),
  "(self.type == 'BackendUtilization') == has(self.backendUtilization)":
    (self) => equal(equal(get(self, "type"), "BackendUtilization"), has(self, "backendUtilization")),
  "(self.type == 'Binary') == has(self.binary)":
    (self) => equal(equal(get(self, "type"), "Binary"), has(self, "binary")),
  "(self.type == 'CORS') == has(self.cors)":
    (self) => equal(equal(get(self, "type"), "CORS"), has(self, "cors")),
  "(self.type == 'ConsistentHash') == has(self.consistentHash)":
    (self) => equal(equal(get(self, "type"), "ConsistentHash"), has(self, "consistentHash")),
  "(self.type == 'Cookie') == has(self.cookie)":
    (self) => equal(equal(get(self, "type"), "Cookie"), has(self, "cookie")),
  "(self.type == 'DynamicModule') == has(self.dynamicModule)":
    (self) => equal(equal(get(self, "type"), "DynamicModule"), has(self, "dynamicModule")),
  "(self.type == 'ExtensionRef') == has(self.extensionRef)":
    (self) => equal(equal(get(self, "type"), "ExtensionRef"), has(self, "extensionRef")),
  "(self.type == 'ExternalAuth') == has(self.externalAuth)":
    (self) => equal(equal(get(self, "type"), "ExternalAuth"), has(self, "externalAuth")),
  "(self.type == 'File') == has(self.file)":
    (self) => equal(equal(get(self, "type"), "File"), has(self, "file")),
  "(self.type == 'HTTP') == has(self.http)":
    (self) => equal(equal(get(self, "type"), "HTTP"), has(self, "http")),
  "(self.type == 'Header') == has(self.header)":
    (self) => equal(equal(get(self, "type"), "Header"), has(self, "header")),
  "(self.type == 'Headers') == has(self.headers)":
    (self) => equal(equal(get(self, "type"), "Headers"), has(self, "headers")),
  "(self.type == 'Hostname') == (has(self.hostname) && self.hostname != '')":
    (self) => equal(equal(get(self, "type"), "Hostname"), (has(self, "hostname") && !equal(get(self, "hostname"), ""))),
  "(self.type == 'Image') == has(self.image)":
    (self) => equal(equal(get(self, "type"), "Image"), has(self, "image")),
  "(self.type == 'Inline') == has(self.inline)":
    (self) => equal(equal(get(self, "type"), "Inline"), has(self, "inline")),
  "(self.type == 'OpenTelemetry') == has(self.openTelemetry)":
    (self) => equal(equal(get(self, "type"), "OpenTelemetry"), has(self, "openTelemetry")),
  "(self.type == 'PathRegex') == has(self.pathRegex)":
    (self) => equal(equal(get(self, "type"), "PathRegex"), has(self, "pathRegex")),
  "(self.type == 'QueryParams') == has(self.queryParams)":
    (self) => equal(equal(get(self, "type"), "QueryParams"), has(self, "queryParams")),
  "(self.type == 'Remote') == has(self.remote)":
    (self) => equal(equal(get(self, "type"), "Remote"), has(self, "remote")),
  "(self.type == 'ReplaceFullPath') == has(self.replaceFullPath)":
    (self) => equal(equal(get(self, "type"), "ReplaceFullPath"), has(self, "replaceFullPath")),
  "(self.type == 'ReplacePrefixMatch') == has(self.replacePrefixMatch)":
    (self) => equal(equal(get(self, "type"), "ReplacePrefixMatch"), has(self, "replacePrefixMatch")),
  "(self.type == 'ReplaceRegexMatch') == has(self.replaceRegexMatch)":
    (self) => equal(equal(get(self, "type"), "ReplaceRegexMatch"), has(self, "replaceRegexMatch")),
  "(self.type == 'RequestHeaderModifier') == has(self.requestHeaderModifier)":
    (self) => equal(equal(get(self, "type"), "RequestHeaderModifier"), has(self, "requestHeaderModifier")),
  "(self.type == 'RequestMirror') == has(self.requestMirror)":
    (self) => equal(equal(get(self, "type"), "RequestMirror"), has(self, "requestMirror")),
  "(self.type == 'RequestRedirect') == has(self.requestRedirect)":
    (self) => equal(equal(get(self, "type"), "RequestRedirect"), has(self, "requestRedirect")),
  "(self.type == 'ResponseHeaderModifier') == has(self.responseHeaderModifier)":
    (self) => equal(equal(get(self, "type"), "ResponseHeaderModifier"), has(self, "responseHeaderModifier")),
  "(self.type == 'TCP') == has(self.tcp)":
    (self) => equal(equal(get(self, "type"), "TCP"), has(self, "tcp")),
  "(self.type == 'Text') == has(self.text)":
    (self) => equal(equal(get(self, "type"), "Text"), has(self, "text")),
  "(self.type == 'URI') == (has(self.uri) && self.uri != '')":
    (self) => equal(equal(get(self, "type"), "URI"), (has(self, "uri") && !equal(get(self, "uri"), ""))),
  "(self.type == 'URLRewrite') == has(self.urlRewrite)":
    (self) => equal(equal(get(self, "type"), "URLRewrite"), has(self, "urlRewrite")),
  "(self.type == 'Value') == has(self.value)":
    (self) => equal(equal(get(self, "type"), "Value"), has(self, "value")),
  "(self.type == 'ValueRef') == has(self.valueRef)":
    (self) => equal(equal(get(self, "type"), "ValueRef"), has(self, "valueRef")),
  "has(self.backendRef) || self.backendRefs.size() > 0":
    (self) => (has(self, "backendRef") || size(get(self, "backendRefs")) > 0),
  "has(self.backendRefs) && self.backendRefs.size() > 0":
    (self) => (has(self, "backendRefs") && size(get(self, "backendRefs")) > 0),
  "has(self.cityDbSource) || has(self.countryDbSource) || has(self.asnDbSource) || has(self.ispDbSource) || has(self.anonymousIpDbSource)":
    (self) => (((has(self, "cityDbSource") || has(self, "countryDbSource")) || has(self, "asnDbSource")) || (has(self, "ispDbSource") || has(self, "anonymousIpDbSource"))),
  "has(self.claims) || has(self.scopes)":
    (self) => (has(self, "claims") || has(self, "scopes")),
  "has(self.clientCIDRs) || has(self.jwt) || has(self.headers) || has(self.clientIPGeoLocations)":
    (self) => ((has(self, "clientCIDRs") || has(self, "jwt")) || (has(self, "headers") || has(self, "clientIPGeoLocations"))),
  "has(self.country) || has(self.region) || has(self.city) || has(self.asn) || has(self.isp) || has(self.anonymous)":
    (self) => (((has(self, "country") || has(self, "region")) || has(self, "city")) || ((has(self, "asn") || has(self, "isp")) || has(self, "anonymous"))),
  "has(self.delay) || has(self.abort)":
    (self) => (has(self, "delay") || has(self, "abort")),
  "has(self.headers) || has(self.methods) || has(self.path) || has(self.sourceCIDR) || has(self.queryParams)":
    (self) => (((has(self, "headers") || has(self, "methods")) || has(self, "path")) || (has(self, "sourceCIDR") || has(self, "queryParams"))),
  "has(self.host) || self.backendRefs.size() > 0":
    (self) => (has(self, "host") || size(get(self, "backendRefs")) > 0),
  "has(self.isAnonymous) || has(self.isVPN) || has(self.isHosting) || has(self.isTor) || has(self.isProxy)":
    (self) => (((has(self, "isAnonymous") || has(self, "isVPN")) || has(self, "isHosting")) || (has(self, "isTor") || has(self, "isProxy"))),
  "has(self.jwt) || !has(self.authorization) || !has(self.authorization.rules) || !self.authorization.rules.exists(r, has(r.principal) && has(r.principal.jwt))":
    (self) => ((has(self, "jwt") || !(has(self, "authorization"))) || or(() => !(has(get(self, "authorization"), "rules")), () => !(exists(get(get(self, "authorization"), "rules"), (r) => (has(r, "principal") && has(get(r, "principal"), "jwt")))))),
  "has(self.methods) || has(self.path)":
    (self) => (has(self, "methods") || has(self, "path")),
  "has(self.principal) || has(self.cel)":
    (self) => (has(self, "principal") || has(self, "cel")),
  "has(self.request) || has(self.response)":
    (self) => (has(self, "request") || has(self, "response")),
  "has(self.statusCodes) || has(self.responseHeaders)":
    (self) => (has(self, "statusCodes") || has(self, "responseHeaders")),
  "has(self.targetRef) != has(self.targetRefs) || (has(self.targetSelectors) && self.targetSelectors.size() > 0)":
    (self) => or(() => !equal(has(self, "targetRef"), has(self, "targetRefs")), () => (has(self, "targetSelectors") && size(get(self, "targetSelectors")) > 0)),
  "has(self.type) || has(self.text) || has(self.json)":
    (self) => ((has(self, "type") || has(self, "text")) || has(self, "json")),
  "self.end > self.start":
    (self) => ordered(get(self, "end")) > ordered(get(self, "start")),
  "self.group != '' || self.kind != 'Service' || has(self.port)":
    (self) => or(() => or(() => !equal(get(self, "group"), ""), () => !equal(get(self, "kind"), "Service")), () => has(self, "port")),
  "self.header.lowerAscii() != 'host'":
    (self) => !equal(lowerAscii(text(get(self, "header"))), "host"),
  "self.hostnames.all(h, !h.contains('*') || (h.startsWith('*.') && h.substring(2).matches(r'^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$')))":
    (self) => all(get(self, "hostnames"), (h) => or(() => !(text(h).includes("*")), () => and(() => text(h).startsWith("*."), () => /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(text(substring(text(h), 2)))))),
  "self.hostnames.all(h, !isIP(h))":
    (self) => all(get(self, "hostnames"), (h) => !(isIP(text(h)))),
  "self.hostnames.all(h, h.contains('*') || h.matches(r'^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$'))":
    (self) => all(get(self, "hostnames"), (h) => or(() => text(h).includes("*"), () => /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(text(h)))),
  "self.maxReplicas > 0":
    (self) => ordered(get(self, "maxReplicas")) > 0,
  "self.mode != 'Terminate' || (has(self.certificateRefs) && self.certificateRefs.size() > 0) || (has(self.options) && self.options.size() > 0)":
    (self) => or(() => or(() => !equal(get(self, "mode"), "Terminate"), () => (has(self, "certificateRefs") && size(get(self, "certificateRefs")) > 0)), () => (has(self, "options") && size(get(self, "options")) > 0)),
  "self.numerator <= self.denominator":
    (self) => ordered(get(self, "numerator")) <= ordered(get(self, "denominator")),
  "self.path.size() <= 108":
    (self) => size(get(self, "path")) <= 108,
  "self.targetRefs.all(a, self.targetRefs.all(b, !(a.group == b.group && a.kind == b.kind && a.name == b.name) || (!has(a.sectionName) || a.sectionName == '') == (!has(b.sectionName) || b.sectionName == '')))":
    (self) => all(get(self, "targetRefs"), (a) => all(get(self, "targetRefs"), (b) => or(() => !(and(() => and(() => equal(get(a, "group"), get(b, "group")), () => equal(get(a, "kind"), get(b, "kind"))), () => equal(get(a, "name"), get(b, "name")))), () => equal((!(has(a, "sectionName")) || equal(get(a, "sectionName"), "")), (!(has(b, "sectionName")) || equal(get(b, "sectionName"), "")))))),
  "self.targetRefs.all(a, self.targetRefs.exists_one(b, a.group == b.group && a.kind == b.kind && a.name == b.name && (((!has(a.sectionName) || a.sectionName == '') && (!has(b.sectionName) || b.sectionName == '')) || (has(a.sectionName) && has(b.sectionName) && a.sectionName == b.sectionName))))":
    (self) => all(get(self, "targetRefs"), (a) => existsOne(get(self, "targetRefs"), (b) => and(() => and(() => equal(get(a, "group"), get(b, "group")), () => equal(get(a, "kind"), get(b, "kind"))), () => and(() => equal(get(a, "name"), get(b, "name")), () => or(() => and(() => (!(has(a, "sectionName")) || equal(get(a, "sectionName"), "")), () => (!(has(b, "sectionName")) || equal(get(b, "sectionName"), ""))), () => ((has(a, "sectionName") && has(b, "sectionName")) && equal(get(a, "sectionName"), get(b, "sectionName")))))))),
  "self.type != 'DynamicResolver' || !has(self.tls) || !has(self.tls.autoSNIFromEndpointHostname) || !self.tls.autoSNIFromEndpointHostname":
    (self) => or(() => or(() => !equal(get(self, "type"), "DynamicResolver"), () => !(has(self, "tls"))), () => or(() => !(has(get(self, "tls"), "autoSNIFromEndpointHostname")), () => !(get(get(self, "tls"), "autoSNIFromEndpointHostname")))),
  "self.type != 'Hostname' || !has(self.value) || self.value.matches(r'^(\\*\\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$')":
    (self) => or(() => or(() => !equal(get(self, "type"), "Hostname"), () => !(has(self, "value"))), () => /^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(text(get(self, "value")))),
  "self.type != 'IPAddress' || !has(self.value) || isIP(self.value)":
    (self) => or(() => or(() => !equal(get(self, "type"), "IPAddress"), () => !(has(self, "value"))), () => isIP(text(get(self, "value")))),
  "self.type == 'JSONPatch' ? self.jsonPatches.size() > 0 : has(self.value)":
    (self) => ((equal(get(self, "type"), "JSONPatch")) === true ? size(get(self, "jsonPatches")) > 0 : has(self, "value")),
};

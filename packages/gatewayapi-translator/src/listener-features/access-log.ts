import type { AccessLog } from "@sluice/ir";
import type { ProxyAccessLog, ProxyAccessLogFormat, ProxyAccessLogSetting } from "@sluice/resources";

/** Fields of an entry where the user does not choose them: Envoy Gateway's, so that log pipelines keep working. */
const defaultFields: Readonly<Record<string, string>> = {
  start_time: "%START_TIME%",
  method: "%REQ(:METHOD)%",
  "x-envoy-origin-path": "%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%",
  protocol: "%PROTOCOL%",
  response_code: "%RESPONSE_CODE%",
  response_flags: "%RESPONSE_FLAGS%",
  response_code_details: "%RESPONSE_CODE_DETAILS%",
  connection_termination_details: "%CONNECTION_TERMINATION_DETAILS%",
  upstream_transport_failure_reason: "%UPSTREAM_TRANSPORT_FAILURE_REASON%",
  bytes_received: "%BYTES_RECEIVED%",
  bytes_sent: "%BYTES_SENT%",
  duration: "%DURATION%",
  "x-envoy-upstream-service-time": "%RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)%",
  "x-forwarded-for": "%REQ(X-FORWARDED-FOR)%",
  "user-agent": "%REQ(USER-AGENT)%",
  "x-request-id": "%REQ(X-REQUEST-ID)%",
  ":authority": "%REQ(:AUTHORITY)%",
  upstream_host: "%UPSTREAM_HOST%",
  upstream_cluster: "%UPSTREAM_CLUSTER%",
  upstream_local_address: "%UPSTREAM_LOCAL_ADDRESS%",
  downstream_local_address: "%DOWNSTREAM_LOCAL_ADDRESS%",
  downstream_remote_address: "%DOWNSTREAM_REMOTE_ADDRESS%",
  requested_server_name: "%REQUESTED_SERVER_NAME%",
  route_name: "%ROUTE_NAME%",
};

const standardOutput = "/dev/stdout";

/** The access logs of a fleet: JSON on standard output unless the user says otherwise. */
export function accessLogsOf(accessLog: ProxyAccessLog | undefined): readonly AccessLog[] {
  if (accessLog?.disable === true) return [];
  const settings = accessLog?.settings ?? [];
  if (settings.length === 0) return [{ sink: { kind: "file", path: standardOutput }, format: toFormat(undefined) }];
  return settings.flatMap(logsOf);
}

function logsOf(setting: ProxyAccessLogSetting): readonly AccessLog[] {
  const sinks = setting.sinks ?? [];
  const paths = sinks.length === 0 ? [standardOutput] : sinks.flatMap(({ file }) => file?.path ?? []);
  const scope = setting.type === "Listener" ? "listener" : setting.type === "Route" ? "route" : undefined;
  return paths.map((path) => ({
    sink: { kind: "file", path },
    format: toFormat(setting.format),
    ...(setting.matches === undefined || setting.matches.length === 0 ? {} : { matches: setting.matches }),
    ...(scope === undefined ? {} : { scope }),
  }));
}

function toFormat(format: ProxyAccessLogFormat | undefined): AccessLog["format"] {
  if (format?.type === "Text") return { kind: "text", text: format.text ?? "" };
  const fields = format?.json ?? {};
  return { kind: "json", fields: Object.keys(fields).length === 0 ? defaultFields : fields };
}

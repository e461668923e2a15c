import type { JsonObject } from "../json.ts";

/** What containers of proxies' pods may do: nothing that needs a privilege. They may write: Envoy its sockets, the sidecar its mark. */
export const restricted: JsonObject = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  privileged: false,
  runAsNonRoot: true,
  runAsUser: 65532,
  runAsGroup: 65532,
  seccompProfile: { type: "RuntimeDefault" },
};

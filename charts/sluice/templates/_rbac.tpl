{{- /* Objects of users that are read, wherever they may stand. */}}
{{- define "sluice.rules.namespaced" -}}
- apiGroups: [""]
  resources: [configmaps, secrets, services]
  verbs: [get, list, watch]
- apiGroups: [discovery.k8s.io]
  resources: [endpointslices]
  verbs: [get, list, watch]
{{- if and .Values.gatewayServices.enabled (not (include "sluice.gatewayNamespaceMode" .)) }}
# A name beside each Gateway that asks for labels or annotations on what is made for it.
- apiGroups: [""]
  resources: [services]
  verbs: [create, patch, delete]
{{- end }}
- apiGroups: [multicluster.x-k8s.io]
  resources: [serviceimports]
  verbs: [get, list, watch]
- apiGroups: [gateway.networking.k8s.io]
  resources: [gateways, listenersets, httproutes, grpcroutes, tlsroutes, tcproutes, udproutes, referencegrants, backendtlspolicies]
  verbs: [get, list, watch]
- apiGroups: [gateway.networking.k8s.io]
  resources:
    [gateways/status, listenersets/status, httproutes/status, grpcroutes/status, tlsroutes/status, tcproutes/status, udproutes/status, backendtlspolicies/status]
  verbs: [update]
- apiGroups: [gateway.envoyproxy.io]
  resources:
    [backends, backendtrafficpolicies, clienttrafficpolicies, envoyextensionpolicies, envoypatchpolicies, envoyproxies, httproutefilters, securitypolicies]
  verbs: [get, list, watch]
- apiGroups: [gateway.envoyproxy.io]
  resources:
    [backends/status, backendtrafficpolicies/status, clienttrafficpolicies/status, envoyextensionpolicies/status, envoypatchpolicies/status, envoyproxies/status, securitypolicies/status]
  verbs: [update]
{{- end }}

{{- /* What belongs to no namespace. */}}
{{- define "sluice.rules.cluster" -}}
- apiGroups: [""]
  resources: [namespaces, nodes]
  verbs: [get, list, watch]
- apiGroups: [certificates.k8s.io]
  resources: [clustertrustbundles]
  verbs: [get, list, watch]
- apiGroups: [gateway.networking.k8s.io]
  resources: [gatewayclasses]
  # patch: the finalizer of classes in use.
  verbs: [get, list, watch, patch]
- apiGroups: [gateway.networking.k8s.io]
  resources: [gatewayclasses/status]
  verbs: [update]
# Which kinds there are; without it kinds that appear later are noticed later.
- apiGroups: [apiextensions.k8s.io]
  resources: [customresourcedefinitions]
  verbs: [get, list, watch]
{{- if .Values.topologyInjector.enabled }}
- apiGroups: [admissionregistration.k8s.io]
  resources: [mutatingwebhookconfigurations]
  resourceNames: [envoy-gateway-topology-injector.{{ include "sluice.namespace" . }}]
  verbs: [get, patch]
{{- end }}
{{- if include "sluice.gatewayNamespaceMode" . }}
# Proxies show the token of their service account.
- apiGroups: [authentication.k8s.io]
  resources: [tokenreviews]
  verbs: [create]
{{- end }}
{{- end }}

{{- /* What proxies are made of, in the namespaces in which they run. */}}
{{- define "sluice.rules.infrastructure" -}}
- apiGroups: [""]
  resources: [serviceaccounts, services, configmaps]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [apps]
  resources: [deployments, daemonsets]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [autoscaling]
  resources: [horizontalpodautoscalers]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [policy]
  resources: [poddisruptionbudgets]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [""]
  resources: [pods]
  # get: the topology injector.
  verbs: [get, list, watch]
{{- end }}

{{- /* What the control plane needs of its own namespace: where it can be reached, certificates, keys of OIDC. */}}
{{- define "sluice.rules.own" -}}
{{- if include "sluice.watchedNamespaces" . | fromYamlArray }}
- apiGroups: [discovery.k8s.io]
  resources: [endpointslices]
  verbs: [get, list, watch]
{{- end }}
- apiGroups: [""]
  resources: [secrets]
  verbs: [get, list, watch]
{{- if not .Values.certgen.enabled }}
- apiGroups: [""]
  resources: [secrets]
  # A name cannot be demanded of what does not exist yet.
  verbs: [create]
- apiGroups: [""]
  resources: [secrets]
  resourceNames: [envoy-gateway, envoy, envoy-rate-limit, envoy-oidc-hmac, sluice-authority]
  verbs: [patch]
{{- end }}
{{- end }}

{{- define "sluice.rules.leaderElection" -}}
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  # A name cannot be demanded of what does not exist yet.
  verbs: [create]
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  resourceNames: [5b9825d2.gateway.envoyproxy.io]
  verbs: [get, update]
{{- end }}

{{- /* A role and its binding to the server's account: dict root, name, rules, and namespace for a namespaced pair. */}}
{{- define "sluice.role" -}}
{{- $kind := ternary "Role" "ClusterRole" (hasKey . "namespace") -}}
apiVersion: rbac.authorization.k8s.io/v1
kind: {{ $kind }}
metadata:
  name: {{ .name }}
  {{- with .namespace }}
  namespace: {{ . }}
  {{- end }}
  labels:
    {{- include "sluice.labels" .root | nindent 4 }}
rules:
  {{- .rules | nindent 2 }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: {{ $kind }}Binding
metadata:
  name: {{ .name }}
  {{- with .namespace }}
  namespace: {{ . }}
  {{- end }}
  labels:
    {{- include "sluice.labels" .root | nindent 4 }}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: {{ $kind }}
  name: {{ .name }}
subjects:
  - kind: ServiceAccount
    name: {{ default "envoy-gateway" .account }}
    namespace: {{ include "sluice.namespace" .root }}
{{- end }}

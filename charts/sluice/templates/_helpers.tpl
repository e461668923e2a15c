{{- define "sluice.namespace" -}}
{{- default .Release.Namespace .Values.namespaceOverride -}}
{{- end }}

{{- define "sluice.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end }}

{{- /* Begins the names of what may exist once per release. */}}
{{- define "sluice.fullname" -}}
{{- $name := include "sluice.name" . -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end }}

{{- define "sluice.selectorLabels" -}}
app.kubernetes.io/name: {{ include "sluice.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "sluice.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "sluice.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- /* An image with the global registry in place of its own. A first part is a registry if it looks like a host. */}}
{{- define "sluice.withRegistry" -}}
{{- $first := first (splitList "/" .image) -}}
{{- $hasRegistry := and (contains "/" .image) (or (contains "." $first) (contains ":" $first) (eq $first "localhost")) -}}
{{- if not .registry -}}
{{- .image -}}
{{- else if $hasRegistry -}}
{{- printf "%s/%s" .registry (trimPrefix (printf "%s/" $first) .image) -}}
{{- else -}}
{{- printf "%s/%s" .registry .image -}}
{{- end -}}
{{- end }}

{{- define "sluice.image" -}}
{{- $own := .Values.deployment.envoyGateway.image -}}
{{- $image := printf "%s:%s" (default "sluice" $own.repository) (default .Chart.AppVersion $own.tag) -}}
{{- if and (not $own.repository) .Values.global.images.envoyGateway.image -}}
{{- $image = .Values.global.images.envoyGateway.image -}}
{{- end -}}
{{- include "sluice.withRegistry" (dict "image" $image "registry" .Values.global.imageRegistry) -}}
{{- end }}

{{- define "sluice.pullPolicy" -}}
{{- $policy := coalesce .Values.deployment.envoyGateway.imagePullPolicy .Values.global.images.envoyGateway.pullPolicy -}}
{{- with $policy }}
imagePullPolicy: {{ . }}
{{- end }}
{{- end }}

{{- define "sluice.pullSecrets" -}}
{{- $secrets := coalesce .Values.global.imagePullSecrets .Values.deployment.envoyGateway.imagePullSecrets .Values.global.images.envoyGateway.pullSecrets -}}
{{- with $secrets }}
imagePullSecrets:
{{ toYaml . }}
{{- end }}
{{- end }}

{{- /* What the configuration says about Kubernetes; an empty object when nothing. */}}
{{- define "sluice.kubernetes" -}}
{{- toYaml (default dict (default dict .Values.config.envoyGateway.provider).kubernetes) -}}
{{- end }}

{{- /* The namespaces whose objects are read, as a YAML list; empty for all. */}}
{{- define "sluice.watchedNamespaces" -}}
{{- $watch := default dict (include "sluice.kubernetes" . | fromYaml).watch -}}
{{- toYaml (default list $watch.namespaces) -}}
{{- end }}

{{- /* "true" when proxies run in the namespaces of their Gateways. */}}
{{- define "sluice.gatewayNamespaceMode" -}}
{{- $deploy := default dict (include "sluice.kubernetes" . | fromYaml).deploy -}}
{{- if eq (default "" $deploy.type) "GatewayNamespace" -}}true{{- end -}}
{{- end }}

{{- /* The EnvoyGateway configuration: the values, and what follows from others of them. */}}
{{- define "sluice.config" -}}
{{- $kubernetes := dict "shutdownManager" (dict "image" (include "sluice.image" .)) -}}
{{- if not .Values.topologyInjector.enabled -}}
{{- $_ := set $kubernetes "proxyTopologyInjector" (dict "disabled" true) -}}
{{- end -}}
{{- $derived := dict "provider" (dict "type" "Kubernetes" "kubernetes" $kubernetes) -}}
{{- $proxy := .Values.global.images.envoyProxy -}}
{{- $secrets := coalesce .Values.global.imagePullSecrets $proxy.pullSecrets -}}
{{- $container := dict -}}
{{- with $proxy.image -}}
{{- $_ := set $container "image" (include "sluice.withRegistry" (dict "image" . "registry" $.Values.global.imageRegistry)) -}}
{{- end -}}
{{- $deployment := dict -}}
{{- if $container -}}{{- $_ := set $deployment "container" $container -}}{{- end -}}
{{- if $secrets -}}{{- $_ := set $deployment "pod" (dict "imagePullSecrets" $secrets) -}}{{- end -}}
{{- with $proxy.pullPolicy -}}
{{- $pod := dict "containers" (list (dict "name" "envoy" "imagePullPolicy" .)) -}}
{{- $_ := set $deployment "patch" (dict "type" "StrategicMerge" "value" (dict "spec" (dict "template" (dict "spec" $pod)))) -}}
{{- end -}}
{{- if $deployment -}}
{{- $provider := dict "type" "Kubernetes" "kubernetes" (dict "envoyDeployment" $deployment) -}}
{{- $_ := set $derived "envoyProxy" (dict "provider" $provider) -}}
{{- end -}}
{{- toYaml (mustMergeOverwrite $derived (deepCopy .Values.config.envoyGateway)) -}}
{{- end }}

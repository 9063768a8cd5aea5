{{/* Selectors never change. */}}
{{- define "rabbitmq.selector" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end }}

{{- define "rabbitmq.labels" -}}
{{ include "rabbitmq.selector" . }}
app.kubernetes.io/part-of: video-converter
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "rabbitmq.image" -}}
{{ .repository }}{{ if .digest }}@{{ .digest }}{{ else }}:{{ .tag }}{{ end }}
{{- end }}

{{- define "rabbitmq.memoryMiB" -}}
{{- $memory := .Values.resources.memory -}}
{{- if hasSuffix "Gi" $memory }}{{ trimSuffix "Gi" $memory | int | mul 1024 }}{{ else }}{{ trimSuffix "Mi" $memory }}{{ end }}
{{- end }}

{{/* A node's name is part of its data: it must never change. Members of the cluster resolve it in their own cluster domain. */}}
{{- define "rabbitmq.domain" -}}
rabbitmq-nodes.{{ .Release.Namespace }}
{{- end }}

{{/* 999 is the user `rabbitmq` of the image. */}}
{{- define "rabbitmq.podSecurity" -}}
runAsNonRoot: true
runAsUser: 999
runAsGroup: 999
fsGroup: 999
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "rabbitmq.containerSecurity" -}}
allowPrivilegeEscalation: false
capabilities:
  drop: [ALL]
readOnlyRootFilesystem: true
{{- end }}

{{- define "rabbitmq.dnsEgress" -}}
- to:
    - namespaceSelector:
        matchLabels:
          kubernetes.io/metadata.name: kube-system
      podSelector:
        matchLabels:
          k8s-app: kube-dns
  ports:
    - protocol: UDP
      port: 53
    - protocol: TCP
      port: 53
{{- end }}

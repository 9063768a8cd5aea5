{{/* Selectors never change, and each kind of pod has a name of its own: a Service must not send queries to a job. */}}
{{- define "mongodb.selector" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end }}

{{- define "mongodb.labels" -}}
{{ include "mongodb.selector" . }}
app.kubernetes.io/part-of: video-converter
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "mongodb.image" -}}
{{ .repository }}{{ if .digest }}@{{ .digest }}{{ else }}:{{ .tag }}{{ end }}
{{- end }}

{{- define "mongodb.memoryMiB" -}}
{{- $memory := .Values.resources.memory -}}
{{- if hasSuffix "Gi" $memory }}{{ trimSuffix "Gi" $memory | int | mul 1024 }}{{ else }}{{ trimSuffix "Mi" $memory }}{{ end }}
{{- end }}

{{/* One name for each member, the same for clients, members and jobs. */}}
{{- define "mongodb.members" -}}
{{- range $i := until (int .Values.members) }}{{ if $i }},{{ end }}mongodb-{{ $i }}.mongodb-nodes.{{ $.Release.Namespace }}:27017{{ end }}
{{- end }}

{{/* 999 is the user `mongodb` of the image. */}}
{{- define "mongodb.podSecurity" -}}
runAsNonRoot: true
runAsUser: 999
runAsGroup: 999
fsGroup: 999
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "mongodb.containerSecurity" -}}
allowPrivilegeEscalation: false
capabilities:
  drop: [ALL]
readOnlyRootFilesystem: true
{{- end }}

{{- define "mongodb.dnsEgress" -}}
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

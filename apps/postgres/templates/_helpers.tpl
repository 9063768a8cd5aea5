{{/* Selectors never change, and each kind of pod has a name of its own: a Service must not send queries to a backup. */}}
{{- define "postgres.selector" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end }}

{{- define "postgres.labels" -}}
{{ include "postgres.selector" . }}
app.kubernetes.io/part-of: video-converter
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "postgres.image" -}}
{{ .repository }}{{ if .digest }}@{{ .digest }}{{ else }}:{{ .tag }}{{ end }}
{{- end }}

{{- define "postgres.memoryMiB" -}}
{{- $memory := .Values.resources.memory -}}
{{- if hasSuffix "Gi" $memory }}{{ trimSuffix "Gi" $memory | int | mul 1024 }}{{ else }}{{ trimSuffix "Mi" $memory }}{{ end }}
{{- end }}

{{/* Who gets a password: the roles of files/roles.sql. Each has a key in the Secret: auth_owner has auth-owner-password. */}}
{{- define "postgres.roles" -}}
auth_owner jobs_owner notification_owner auth gateway converter notification backup
{{- end }}

{{/* 999 is the user `postgres` of the image. */}}
{{- define "postgres.podSecurity" -}}
runAsNonRoot: true
runAsUser: 999
runAsGroup: 999
fsGroup: 999
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "postgres.containerSecurity" -}}
allowPrivilegeEscalation: false
capabilities:
  drop: [ALL]
readOnlyRootFilesystem: true
{{- end }}

{{- define "postgres.dnsEgress" -}}
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

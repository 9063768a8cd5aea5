{{/* Labels of all that belongs to the service. */}}
{{- define "service.labels" -}}
{{ include "service.selector" . }}
app.kubernetes.io/component: service
app.kubernetes.io/part-of: video-converter
{{- end }}

{{/* What selects the service's pods. A Deployment's selector is immutable: nothing is ever added here. */}}
{{- define "service.selector" -}}
app.kubernetes.io/name: {{ .Values.name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/* Labels of a migration; takes the root and the migration. Another name than the service's, so that no Service, budget or Deployment takes its pod for one of its own. */}}
{{- define "service.migrationLabels" -}}
{{ include "service.migrationSelector" . }}
app.kubernetes.io/component: migration
app.kubernetes.io/part-of: video-converter
{{- end }}

{{- define "service.migrationSelector" -}}
app.kubernetes.io/name: {{ .migration.name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end }}

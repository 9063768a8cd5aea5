{{- define "queue-init.labels" -}}
{{ include "queue-init.selector" . }}
app.kubernetes.io/component: init
app.kubernetes.io/part-of: video-converter
{{- end }}

{{- define "queue-init.selector" -}}
app.kubernetes.io/name: queue-init
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

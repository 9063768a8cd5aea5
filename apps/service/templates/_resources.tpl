{{/* Requests and limits; takes cpu, memory and disk. */}}
{{- define "service.resources" -}}
requests:
  cpu: {{ .cpu }}
  memory: {{ .memory }}
  ephemeral-storage: {{ .disk }}
limits:
  memory: {{ .memory }}
  ephemeral-storage: {{ .disk }}
{{- end }}

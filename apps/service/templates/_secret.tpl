{{/* A variable X_FILE for each key of the Secret; takes secret and keys. */}}
{{- define "service.secretVariables" -}}
{{- range .keys }}
- name: {{ . | upper | replace "-" "_" }}_FILE
  value: /run/secrets/{{ $.secret }}/{{ . }}
{{- end }}
{{- end }}

{{/*
The keys as files; takes secret, keys and checksum. A key that is missing keeps the pod waiting, and its events name it: the
checksum too, whose key `npm run seal` writes, so that no pod starts with the Secret of before.
*/}}
{{- define "service.secretVolume" -}}
name: secret
secret:
  secretName: {{ .secret }}
  defaultMode: 288 # 0440
  items:
    {{- range .keys }}
    - key: {{ . }}
      path: {{ . }}
    {{- end }}
    {{- with .checksum }}
    - key: checksum-{{ . }}
      path: checksum
    {{- end }}
{{- end }}

{{/* Where they are mounted; takes secret. */}}
{{- define "service.secretMount" -}}
name: secret
mountPath: /run/secrets/{{ .secret }}
readOnly: true
{{- end }}

{{/* Slowly: what a pod has under way when it goes is cut or begun anew. */}}
{{- define "service.scaleDown" -}}
scaleDown:
  stabilizationWindowSeconds: 300
  policies:
    - type: Pods
      value: 1
      periodSeconds: 60
{{- end }}

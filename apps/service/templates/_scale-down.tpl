{{/* Slowly: what a pod has under way when it goes is cut or begun anew. */}}
{{- define "service.scaleDown" -}}
scaleDown:
  stabilizationWindowSeconds: {{ .Values.autoscaling.down.afterSeconds }}
  policies:
    - type: Pods
      value: 1
      periodSeconds: {{ .Values.autoscaling.down.everySeconds }}
{{- end }}

{{/* The service's container. It has no command: that would replace the image's entry point, tini. */}}
{{- define "service.container" -}}
name: {{ .Values.name }}
image: {{ .Values.image.repository }}@{{ .Values.image.digest }}
ports:
  {{- if .Values.http.enabled }}
  - name: http
    containerPort: 8080
    protocol: TCP
  {{- end }}
  - name: admin
    containerPort: 9090
    protocol: TCP
envFrom:
  - configMapRef:
      name: {{ .Values.name }}
{{- with .Values.secretKeys }}
env:
  {{- include "service.secretVariables" (dict "secret" $.Values.name "keys" .) | trim | nindent 2 }}
{{- end }}
resources:
  {{- include "service.resources" .Values.resources | nindent 2 }}
volumeMounts:
  - name: tmp
    mountPath: /tmp
  {{- range $name, $folder := .Values.scratch }}
  - name: {{ $name }}
    mountPath: {{ $folder.mountPath }}
  {{- end }}
  {{- if .Values.secretKeys }}
  - {{ include "service.secretMount" (dict "secret" .Values.name) | indent 4 | trim }}
  {{- end }}
{{ include "service.probes" . }}
{{- with .Values.shutdown.drainSeconds }}
lifecycle:
  preStop:
    sleep:
      seconds: {{ . }}
{{- end }}
securityContext:
  {{- include "service.containerSecurity" . | nindent 2 }}
{{- end }}

{{/* All on the admin port. A process that lacks a datastore is live and not ready: restarting it would not bring the datastore back. */}}
{{- define "service.probes" -}}
livenessProbe:
  httpGet:
    path: /livez
    port: admin
  timeoutSeconds: 5
  periodSeconds: 10
  failureThreshold: 3
readinessProbe:
  httpGet:
    path: /readyz
    port: admin
  timeoutSeconds: 3
  periodSeconds: 5
  failureThreshold: 2
startupProbe:
  httpGet:
    path: /livez
    port: admin
  timeoutSeconds: 1
  periodSeconds: 1
  failureThreshold: 60
{{- end }}

{{- define "service.podSpec" -}}
volumes:
  - name: tmp
    emptyDir:
      sizeLimit: 64Mi
  {{- range $name, $folder := .Values.scratch }}
  - name: {{ $name }}
    emptyDir:
      sizeLimit: {{ $folder.sizeLimit }}
  {{- end }}
  {{- with .Values.secretKeys }}
  - {{ include "service.secretVolume" (dict "secret" $.Values.name "keys" . "checksum" $.Values.secretChecksum) | indent 4 | trim }}
  {{- end }}
containers:
  - {{ include "service.container" . | indent 4 | trim }}
terminationGracePeriodSeconds: {{ .Values.shutdown.graceSeconds }}
{{- with include "service.placement" . }}
{{ . | trim }}
{{- end }}
serviceAccountName: {{ .Values.name }}
automountServiceAccountToken: false
securityContext:
  {{- include "service.podSecurity" . | nindent 2 }}
# Otherwise a Service called `auth` would give every pod variables like AUTH_PORT.
enableServiceLinks: false
topologySpreadConstraints:
  {{- include "service.spread" (dict "root" . "key" "topology.kubernetes.io/zone") | nindent 2 }}
  {{- include "service.spread" (dict "root" . "key" "kubernetes.io/hostname") | nindent 2 }}
{{- end }}

{{/* Which nodes may run a pod, and what it may push aside. */}}
{{- define "service.placement" -}}
{{- range $field := list "nodeSelector" "priorityClassName" "tolerations" }}
{{- with get $.Values $field }}
{{ toYaml (dict $field .) }}
{{- end }}
{{- end }}
{{- end }}

{{/* Pods of one version are spread where that is possible: a full zone must not stop a rollout. Takes the root and the key of a node label. */}}
{{- define "service.spread" -}}
- maxSkew: 1
  topologyKey: {{ .key }}
  whenUnsatisfiable: ScheduleAnyway
  labelSelector:
    matchLabels:
      {{- include "service.selector" .root | nindent 6 }}
  matchLabelKeys: [pod-template-hash]
{{- end }}

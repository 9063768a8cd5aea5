{{/* The pod of a migration; takes the root and the migration. A Job is called by the hash of this text. */}}
{{- define "service.migrationPod" -}}
metadata:
  labels:
    {{- include "service.migrationLabels" . | nindent 4 }}
spec:
  volumes:
    - {{ include "service.secretVolume" (dict "secret" .migration.name "keys" (list "database-url")) | indent 6 | trim }}
    - name: tmp
      emptyDir:
        sizeLimit: 16Mi
  containers:
    - name: migrate
      image: {{ .root.Values.image.repository }}@{{ .root.Values.image.digest }}
      args:
        {{- toYaml .migration.args | nindent 8 }}
      env:
        {{- include "service.secretVariables" (dict "secret" .migration.name "keys" (list "database-url")) | trim | nindent 8 }}
      resources:
        {{- include "service.resources" .root.Values.migrationResources | nindent 8 }}
      volumeMounts:
        - name: tmp
          mountPath: /tmp
        - {{ include "service.secretMount" (dict "secret" .migration.name) | indent 10 | trim }}
      securityContext:
        {{- include "service.containerSecurity" . | nindent 8 }}
  # In the same pod: the events and the log of one pod tell the whole story.
  restartPolicy: OnFailure
  {{- with include "service.placement" .root }}
  {{- . | trim | nindent 2 }}
  {{- end }}
  serviceAccountName: {{ .root.Values.name }}
  automountServiceAccountToken: false
  securityContext:
    {{- include "service.podSecurity" . | nindent 4 }}
  enableServiceLinks: false
{{- end }}

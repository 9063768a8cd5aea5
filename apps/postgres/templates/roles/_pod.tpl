{{- define "postgres.rolesPod" -}}
metadata:
  labels:
    {{- include "postgres.labels" (dict "root" . "name" "postgres-roles" "component" "roles") | nindent 4 }}
  annotations:
    checksum/scripts: {{ include (print $.Template.BasePath "/scripts.yaml") . | sha256sum }}
spec:
  serviceAccountName: postgres
  automountServiceAccountToken: false
  enableServiceLinks: false
  restartPolicy: OnFailure
  securityContext:
    {{- include "postgres.podSecurity" . | nindent 4 }}
  containers:
    - name: roles
      image: {{ include "postgres.image" .Values.image }}
      command: [/scripts/roles.sh]
      env:
        - name: PGHOST
          value: postgres
        - name: ROLES
          value: {{ include "postgres.roles" . }}
      resources:
        requests:
          cpu: 10m
          memory: 64Mi
        limits:
          memory: 64Mi
      volumeMounts:
        - name: temporary
          mountPath: /tmp
        - name: scripts
          mountPath: /scripts
          readOnly: true
        - name: secret
          mountPath: /run/secrets/postgres
          readOnly: true
      securityContext:
        {{- include "postgres.containerSecurity" . | nindent 8 }}
  volumes:
    - name: temporary
      emptyDir:
        medium: Memory
        sizeLimit: 1Mi
    - name: scripts
      configMap:
        name: postgres-scripts
        defaultMode: 365 # 0555
    - name: secret
      secret:
        secretName: postgres
        # Named one by one, so that a missing one shows as an event of the pod.
        items:
          - key: superuser-password
            path: superuser-password
          {{- range splitList " " (include "postgres.roles" .) }}
          - key: {{ replace "_" "-" . }}-password
            path: {{ replace "_" "-" . }}-password
          {{- end }}
          # As for the database: never with the Secret of before.
          {{- with .Values.secretChecksum }}
          - key: checksum-{{ . }}
            path: checksum
          {{- end }}
        defaultMode: 288 # 0440
{{- end }}

{{- define "mongodb.replicaSetPod" -}}
metadata:
  labels:
    {{- include "mongodb.labels" (dict "root" . "name" "mongodb-replica-set" "component" "replica-set") | nindent 4 }}
  annotations:
    checksum/scripts: {{ include (print $.Template.BasePath "/scripts.yaml") . | sha256sum }}
spec:
  serviceAccountName: mongodb
  automountServiceAccountToken: false
  enableServiceLinks: false
  restartPolicy: OnFailure
  securityContext:
    {{- include "mongodb.podSecurity" . | nindent 4 }}
  containers:
    - name: replica-set
      image: {{ include "mongodb.image" .Values.image }}
      command: [mongosh, --nodb, --norc, --quiet, /scripts/replica-set.js]
      env:
        - name: HOME
          value: /tmp
        - name: MEMBERS
          value: {{ include "mongodb.members" . }}
      resources:
        requests:
          cpu: 50m
          memory: 256Mi
        limits:
          memory: 256Mi
      volumeMounts:
        - name: temporary
          mountPath: /tmp
        - name: scripts
          mountPath: /scripts
          readOnly: true
        - name: secret
          mountPath: /run/secrets/mongodb
          readOnly: true
      securityContext:
        {{- include "mongodb.containerSecurity" . | nindent 8 }}
  volumes:
    - name: temporary
      emptyDir:
        sizeLimit: 64Mi
    - name: scripts
      configMap:
        name: mongodb-scripts
        defaultMode: 365 # 0555
    - name: secret
      secret:
        secretName: mongodb
        # Named one by one, so that a missing one shows as an event of the pod.
        items:
          {{- range list "root" "gateway" "converter" "backup" }}
          - key: {{ . }}-password
            path: {{ . }}-password
          {{- end }}
          # As for members: never with the Secret of before.
          {{- with .Values.secretChecksum }}
          - key: checksum-{{ . }}
            path: checksum
          {{- end }}
        defaultMode: 288 # 0440
{{- end }}

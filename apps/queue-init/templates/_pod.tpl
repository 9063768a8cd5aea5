{{/* Keys of Secret `queue-init`; key `rabbitmq-url` is a file that RABBITMQ_URL_FILE names. */}}
{{- define "queue-init.secretKeys" -}}
rabbitmq-api-url rabbitmq-url gateway-password converter-password notification-password
{{- end }}

{{/* The pod of the Job, which is called by the hash of this text. */}}
{{- define "queue-init.pod" -}}
{{- $keys := include "queue-init.secretKeys" . | splitList " " -}}
metadata:
  labels:
    {{- include "queue-init.labels" . | nindent 4 }}
spec:
  volumes:
    - name: secret
      secret:
        secretName: queue-init
        defaultMode: 288 # 0440
        items:
          {{- range $keys }}
          - key: {{ . }}
            path: {{ . }}
          {{- end }}
          # Written by `npm run seal`: without it, this is still the Secret of before, and the pod waits.
          {{- with .Values.secretChecksum }}
          - key: checksum-{{ . }}
            path: checksum
          {{- end }}
    - name: tmp
      emptyDir:
        sizeLimit: 16Mi
  containers:
    # No command: that would replace the image's entry point, tini.
    - name: queue-init
      image: {{ .Values.image.repository }}@{{ .Values.image.digest }}
      env:
        {{- range $keys }}
        - name: {{ . | upper | replace "-" "_" }}_FILE
          value: /run/secrets/queue-init/{{ . }}
        {{- end }}
        {{- range $name, $value := .Values.env }}
        - name: {{ $name }}
          value: {{ $value | quote }}
        {{- end }}
      resources:
        requests:
          cpu: {{ .Values.resources.cpu }}
          memory: {{ .Values.resources.memory }}
          ephemeral-storage: {{ .Values.resources.disk }}
        limits:
          memory: {{ .Values.resources.memory }}
          ephemeral-storage: {{ .Values.resources.disk }}
      volumeMounts:
        - name: secret
          mountPath: /run/secrets/queue-init
          readOnly: true
        - name: tmp
          mountPath: /tmp
      securityContext:
        allowPrivilegeEscalation: false
        capabilities:
          drop: [ALL]
        readOnlyRootFilesystem: true
  # In the same pod: the events and the log of one pod tell the whole story.
  restartPolicy: OnFailure
  serviceAccountName: queue-init
  automountServiceAccountToken: false
  # The image runs as this user, and the mounted secret is readable to its group alone.
  securityContext:
    runAsNonRoot: true
    runAsUser: 10001
    runAsGroup: 10001
    fsGroup: 10001
    seccompProfile:
      type: RuntimeDefault
  enableServiceLinks: false
{{- end }}

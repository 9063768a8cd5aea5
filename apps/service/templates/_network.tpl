{{/* Who may call which port. Nobody but Prometheus calls the admin port; probes come from the node itself, which no policy keeps out. */}}
{{- define "service.ingressRules" -}}
{{- if or .Values.network.callers .Values.network.callerNetworks }}
- from:
    {{- range .Values.network.callers }}
    - podSelector:
        matchLabels:
          app.kubernetes.io/name: {{ . }}
    {{- end }}
    {{- range .Values.network.callerNetworks }}
    - ipBlock:
        cidr: {{ . }}
    {{- end }}
  ports:
    - protocol: TCP
      port: 8080
{{- end }}
- from:
    - namespaceSelector:
        matchLabels:
          kubernetes.io/metadata.name: {{ .Values.metrics.namespace }}
      podSelector:
        matchLabels:
          app.kubernetes.io/name: prometheus
  ports:
    - protocol: TCP
      port: 9090
{{- end }}

{{/* Everybody may ask the cluster's name server. */}}
{{- define "service.dnsEgress" -}}
to:
  - namespaceSelector:
      matchLabels:
        kubernetes.io/metadata.name: kube-system
    podSelector:
      matchLabels:
        k8s-app: kube-dns
ports:
  - protocol: UDP
    port: 53
  - protocol: TCP
    port: 53
{{- end }}

{{/* The way to one neighbour; takes its name and what network.egress says about it. */}}
{{- define "service.neighbourEgress" -}}
to:
  {{- if .neighbour.networks }}
  {{- range .neighbour.networks }}
  - ipBlock:
      cidr: {{ . }}
  {{- end }}
  {{- else }}
  - podSelector:
      matchLabels:
        app.kubernetes.io/name: {{ .name }}
    {{- with .neighbour.namespace }}
    namespaceSelector:
      matchLabels:
        kubernetes.io/metadata.name: {{ . }}
    {{- end }}
  {{- end }}
ports:
  {{- range .neighbour.ports }}
  - protocol: TCP
    port: {{ . }}
  {{- end }}
{{- end }}

{{/* Public addresses: all but those that RFC 6890 keeps for other purposes, the cloud's metadata (169.254.169.254) among them. */}}
{{- define "service.internetEgress" -}}
to:
  - ipBlock:
      cidr: 0.0.0.0/0
      except:
        - 0.0.0.0/8
        - 10.0.0.0/8
        - 100.64.0.0/10
        - 127.0.0.0/8
        - 169.254.0.0/16
        - 172.16.0.0/12
        - 192.0.0.0/24
        - 192.168.0.0/16
        - 198.18.0.0/15
        - 224.0.0.0/4
        - 240.0.0.0/4
ports:
  {{- range .Values.network.internetPorts }}
  - protocol: TCP
    port: {{ . }}
  {{- end }}
{{- end }}

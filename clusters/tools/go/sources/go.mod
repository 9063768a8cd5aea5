module video-converter/sources

// Argo CD asks for it, even of who only reads its manifests.
go 1.27.0

toolchain go1.27.3

require (
	github.com/argoproj/argo-cd/v3 v3.6.1
	github.com/bitnami-labs/sealed-secrets v0.40.0
	github.com/kedacore/keda/v2 v2.21.0
	github.com/kubernetes-sigs/aws-load-balancer-controller v0.0.0-20260423195125-93ff3b5fdaad
	github.com/prometheus-operator/prometheus-operator v0.85.0
	github.com/weaveworks/eksctl v0.215.0
	sigs.k8s.io/metrics-server v0.9.0
)

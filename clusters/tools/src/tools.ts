/** A program that a Go module in `clusters/tools/go` pins, with everything that it is built from. */
export interface Tool {
  /** Folder of the module that pins it, in `clusters/tools/go`. */
  folder: string;
  /** The upstream module whose version is the tool's. */
  module: string;
  package: string;
  /** What it is asked for its version with; one that is not asked is never taken from PATH. */
  versionArguments?: readonly string[];
  /** A Go variable that tells the program its version, for those that cannot know it when built from here. */
  versionVariable?: string;
  /** Go build tags: what is left out. */
  tags?: readonly string[];
  /** How long a build takes on two cores. */
  minutes: number;
}

const KUBERNETES = {
  folder: 'kubernetes',
  module: 'k8s.io/kubernetes',
  versionVariable: 'k8s.io/component-base/version.gitVersion',
};

const SEALED_SECRETS = {
  folder: 'sealed-secrets',
  module: 'github.com/bitnami/sealed-secrets',
  versionArguments: ['--version'],
  versionVariable: 'main.VERSION',
};

const CONTAINERD = {
  folder: 'containerd',
  module: 'github.com/containerd/containerd/v2',
  versionVariable: 'github.com/containerd/containerd/v2/version.Version',
  tags: ['no_btrfs', 'no_devmapper', 'no_zfs'], // of the snapshotters, overlayfs is enough
};

const CNI = {
  folder: 'cni',
  module: 'github.com/containernetworking/plugins',
  versionArguments: ['--version'],
  minutes: 1,
};

const KEDA = { folder: 'keda', module: 'github.com/kedacore/keda/v2' };

/** What renders, checks, seals, tests, and what a cluster on this machine is made of; a name is also that of the program in PATH. */
export const TOOLS = {
  helm: {
    folder: 'helm',
    module: 'helm.sh/helm/v4',
    package: 'helm.sh/helm/v4/cmd/helm',
    versionArguments: ['version'],
    minutes: 2,
  },
  kustomize: {
    folder: 'kustomize',
    module: 'sigs.k8s.io/kustomize/kustomize/v5',
    package: 'sigs.k8s.io/kustomize/kustomize/v5',
    versionArguments: ['version'],
    minutes: 1,
  },
  kubectl: {
    ...KUBERNETES,
    package: 'k8s.io/kubernetes/cmd/kubectl',
    versionArguments: ['version', '--client'],
    minutes: 2,
  },
  'kube-apiserver': {
    ...KUBERNETES,
    package: 'k8s.io/kubernetes/cmd/kube-apiserver',
    versionArguments: ['--version'],
    minutes: 4,
  },
  'kube-controller-manager': {
    ...KUBERNETES,
    package: 'k8s.io/kubernetes/cmd/kube-controller-manager',
    versionArguments: ['--version'],
    minutes: 3,
  },
  'kube-scheduler': {
    ...KUBERNETES,
    package: 'k8s.io/kubernetes/cmd/kube-scheduler',
    versionArguments: ['--version'],
    minutes: 2,
  },
  kubelet: {
    ...KUBERNETES,
    package: 'k8s.io/kubernetes/cmd/kubelet',
    versionArguments: ['--version'],
    minutes: 3,
  },
  'kube-proxy': {
    ...KUBERNETES,
    package: 'k8s.io/kubernetes/cmd/kube-proxy',
    versionArguments: ['--version'],
    minutes: 1,
  },
  etcd: {
    folder: 'etcd',
    module: 'go.etcd.io/etcd/server/v3',
    package: 'go.etcd.io/etcd/server/v3',
    versionArguments: ['--version'],
    minutes: 1,
  },
  containerd: {
    ...CONTAINERD,
    package: 'github.com/containerd/containerd/v2/cmd/containerd',
    versionArguments: ['--version'],
    minutes: 2,
  },
  'containerd-shim-runc-v2': {
    ...CONTAINERD,
    package: 'github.com/containerd/containerd/v2/cmd/containerd-shim-runc-v2',
    versionArguments: ['-v'],
    minutes: 1,
  },
  ctr: {
    ...CONTAINERD,
    package: 'github.com/containerd/containerd/v2/cmd/ctr',
    versionArguments: ['--version'],
    minutes: 1,
  },
  bridge: { ...CNI, package: 'github.com/containernetworking/plugins/plugins/main/bridge' },
  loopback: { ...CNI, package: 'github.com/containernetworking/plugins/plugins/main/loopback' },
  'host-local': { ...CNI, package: 'github.com/containernetworking/plugins/plugins/ipam/host-local' },
  portmap: { ...CNI, package: 'github.com/containernetworking/plugins/plugins/meta/portmap' },
  kubeseal: { ...SEALED_SECRETS, package: 'github.com/bitnami/sealed-secrets/cmd/kubeseal', minutes: 1 },
  'sealed-secrets-controller': {
    ...SEALED_SECRETS,
    package: 'github.com/bitnami/sealed-secrets/cmd/controller',
    minutes: 1,
  },
  actionlint: {
    folder: 'actionlint',
    module: 'github.com/rhysd/actionlint',
    package: 'github.com/rhysd/actionlint/cmd/actionlint',
    versionArguments: ['-version'],
    minutes: 1,
  },
  // Makes a cluster where a Docker engine and a registry answer.
  kind: {
    folder: 'kind',
    module: 'sigs.k8s.io/kind',
    package: 'sigs.k8s.io/kind',
    versionArguments: ['version'],
    minutes: 1,
  },
  // What runs in images only, and is static for that.
  argocd: {
    folder: 'argo-cd',
    module: 'github.com/argoproj/argo-cd/v3',
    package: 'github.com/argoproj/argo-cd/v3/cmd',
    minutes: 5,
  },
  coredns: {
    folder: 'coredns',
    module: 'github.com/coredns/coredns',
    package: 'github.com/coredns/coredns',
    minutes: 2,
  },
  keda: { ...KEDA, package: 'github.com/kedacore/keda/v2/cmd/operator', minutes: 17 },
  'keda-adapter': { ...KEDA, package: 'github.com/kedacore/keda/v2/cmd/adapter', minutes: 2 },
  'keda-admission-webhooks': { ...KEDA, package: 'github.com/kedacore/keda/v2/cmd/webhooks', minutes: 2 },
  'local-path-provisioner': {
    folder: 'local-path',
    module: 'github.com/rancher/local-path-provisioner',
    package: 'github.com/rancher/local-path-provisioner',
    versionVariable: 'main.VERSION',
    minutes: 5,
  },
  versitygw: {
    folder: 'versitygw',
    module: 'github.com/versity/versitygw',
    package: 'github.com/versity/versitygw/cmd/versitygw',
    versionVariable: 'main.Version',
    minutes: 2,
  },
  'metrics-server': {
    folder: 'metrics-server',
    module: 'sigs.k8s.io/metrics-server',
    package: 'sigs.k8s.io/metrics-server/cmd/metrics-server',
    minutes: 5,
  },
} as const satisfies Record<string, Tool>;

/** The name of one of them. */
export type ToolName = keyof typeof TOOLS;

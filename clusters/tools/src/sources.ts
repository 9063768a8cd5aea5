import { SetupError } from '@vc/local/setup-error.ts';

/** Something of others that Applications and kustomizations name, and the Go module that has the same files. */
export interface Source {
  /** How it is called here. */
  name: string;
  /** Public address of the git repository, without `.git`. */
  address: string;
  /** The tag that manifests name. */
  revision: string;
  /** Path and version of the module. A version that is a tag of the repository holds the files of that tag. */
  module: string;
  /** What of it is needed. */
  folders: readonly string[];
}

/**
 * All sources of others. They are read from the Go module proxy, which is reachable where GitHub is not, and checked
 * against `go/sources/go.sum`.
 */
export const SOURCES: readonly Source[] = [
  {
    name: 'argo-cd',
    address: 'https://github.com/argoproj/argo-cd',
    revision: 'v3.6.1',
    module: 'github.com/argoproj/argo-cd/v3@v3.6.1',
    folders: ['base', 'cluster-install', 'cluster-rbac', 'crds', 'namespace-install'].map(
      name => `manifests/${name}`,
    ),
  },
  {
    name: 'aws-load-balancer-controller',
    address: 'https://github.com/kubernetes-sigs/aws-load-balancer-controller',
    revision: 'v3.2.2',
    module: 'github.com/kubernetes-sigs/aws-load-balancer-controller@v0.0.0-20260423195125-93ff3b5fdaad',
    folders: ['helm/aws-load-balancer-controller'],
  },
  {
    // Only the schema of what `npm run cluster` gives to eksctl: the program is the operator's.
    name: 'eksctl',
    address: 'https://github.com/eksctl-io/eksctl',
    revision: 'v0.215.0',
    module: 'github.com/weaveworks/eksctl@v0.215.0',
    folders: ['pkg/apis/eksctl.io/v1alpha5/assets'],
  },
  {
    name: 'keda',
    address: 'https://github.com/kedacore/keda',
    revision: 'v2.21.0',
    module: 'github.com/kedacore/keda/v2@v2.21.0',
    folders: ['config'],
  },
  {
    name: 'metrics-server',
    address: 'https://github.com/kubernetes-sigs/metrics-server',
    revision: 'v0.9.0',
    module: 'sigs.k8s.io/metrics-server@v0.9.0',
    folders: ['manifests'],
  },
  {
    // Only its definitions, so that ServiceMonitors can be held against them: who has Prometheus has the operator.
    name: 'prometheus-operator',
    address: 'https://github.com/prometheus-operator/prometheus-operator',
    revision: 'v0.85.0',
    module: 'github.com/prometheus-operator/prometheus-operator@v0.85.0',
    folders: ['example/prometheus-operator-crd'],
  },
  {
    name: 'sealed-secrets',
    address: 'https://github.com/bitnami-labs/sealed-secrets',
    revision: 'v0.40.0',
    module: 'github.com/bitnami-labs/sealed-secrets@v0.40.0',
    folders: ['helm/sealed-secrets'],
  },
];

/** What the modules cannot prove, by what it is about. `npm run render -- sources` prints it. */
export const NOT_PROVED: Readonly<Record<string, string>> = {
  'aws-load-balancer-controller v3.2.2':
    'that this tag is commit 93ff3b5fdaad: the module has no version 3 (its path does not end in /v3), so the proxy knows ' +
    'the commit alone. Proved: the commit is of this repository, and its chart says of itself that it is version 3.2.2.',
  'images of others':
    'that a registry has them under the names in these manifests: no registry is asked when we render.',
};

/**
 * The source at a public address.
 *
 * @throws {SetupError} where the table has none of that revision
 */
export function findSource<S extends Source>(address: string, revision: string, table: readonly S[]): S {
  const found = table.find(
    source => source.address === withoutSuffix(address) && source.revision === revision,
  );
  if (found) return found;
  throw new SetupError(unknownSource(address, revision));
}

/** What to do about a source that is not in the table. */
export function unknownSource(address: string, revision: string): string {
  return `${address} at ${revision} is in no line of clusters/tools/src/sources.ts: add it there, with the Go module that has its files.`;
}

/** Addresses are the same with and without `.git`, for Argo CD too. */
export function withoutSuffix(address: string): string {
  return address.replace(/\/$/, '').replace(/\.git$/, '');
}

import { join } from 'node:path';
import { cacheDirectory } from '@vc/local/native/cache-directory.ts';

/** Where all data of the cluster on this machine are: one cluster a user, whichever clone made it. */
export function clusterFolder(): string {
  return join(cacheDirectory(), 'local-cluster');
}

/** How the node is called, and where it answers. Everything listens on this address alone, so pods and this machine reach it. */
export const NODE = { name: 'video-converter', address: '10.66.255.1' } as const;

/** What the cluster takes of the private networks; all of it lies in `whole`. */
export const NETWORK = {
  whole: '10.66.0.0/16',
  pods: '10.66.0.0/18',
  services: '10.66.128.0/18',
  /** The API server's Service: the first address of `services`, as Kubernetes rules. */
  apiService: '10.66.128.1',
  /** Where pods ask for names; whoever deploys CoreDNS gives its Service this address. */
  dnsService: '10.66.128.10',
} as const;

/** The bridges that we make: one carries the node's address, the other connects the pods. At most 15 characters. */
export const BRIDGES = { node: 'vc-node', pods: 'vc-pods' } as const;

/** Kubernetes' usual ports, on the node's address. */
export const PORTS = {
  api: 6443,
  etcd: 2379,
  etcdPeer: 2380,
  controllerManager: 10257,
  scheduler: 10259,
  kubelet: 10250,
  kubeletHealth: 10248,
  proxyHealth: 10256,
  proxyMetrics: 10249,
} as const;

/** Files and folders of a node below its folder. Only root may look in, for there are keys. */
export function nodeFiles(folder: string) {
  const certificates = join(folder, 'certificates');
  return {
    folder,
    /** Links by the plain name of each program. */
    programs: join(folder, 'bin'),
    certificates,
    kubeconfigs: join(folder, 'kubeconfigs'),
    configuration: join(folder, 'configuration'),
    logs: join(folder, 'logs'),
    /** What was on this machine before, for the removal. */
    before: join(folder, 'before.json'),
    etcd: join(folder, 'etcd'),
    containerd: join(folder, 'containerd'),
    kubelet: join(folder, 'kubelet'),
    podLogs: join(folder, 'pod-logs'),
    kubectlCache: join(folder, 'kubectl-cache'),
    addresses: join(folder, 'addresses'),
    /** What CNI notes of each pod: `/var/lib/cni/results` to it. */
    cniResults: join(folder, 'cni-results/results'),
    /** Sockets and the like: worth nothing once the node does not run. */
    run: join(folder, 'run'),
    /** Is there once the rules for all network policies are. */
    policiesReady: join(folder, 'run/network-policies-ready'),
    containerdSocket: join(folder, 'run/containerd/containerd.sock'),
    program: (name: string) => join(folder, 'bin', name),
    certificate: (name: string) => join(certificates, `${name}.crt`),
    key: (name: string) => join(certificates, `${name}.key`),
    kubeconfig: (name: string) => join(folder, 'kubeconfigs', name),
  };
}

/** See {@link nodeFiles}. */
export type NodeFiles = ReturnType<typeof nodeFiles>;

/** What outlives a node, beside its folder: backups. */
export function backupFiles(folder: string) {
  const kept = `${folder}.s3`;
  return {
    kept,
    /** Buckets, as folders: what pods find at {@link S3_PATH}. */
    data: join(kept, 'data'),
    /** Of who may read and write them, as `aws` reads it. */
    credentials: join(kept, 'credentials'),
  };
}

/** See {@link backupFiles}. */
export type BackupFiles = ReturnType<typeof backupFiles>;

/** Where the node finds its S3's data: `clusters/local/equipment/s3.yaml` names it. */
export const S3_PATH = '/var/lib/video-converter-s3';

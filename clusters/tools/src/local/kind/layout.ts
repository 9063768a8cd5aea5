import { join } from 'node:path';
import { cacheDirectory } from '@vc/local/native/cache-directory.ts';

/** What kind calls the cluster; its one node is a container of this name and more. */
export const CLUSTER = 'video-converter';

/** The container, as kind names it. */
export const CONTAINER = `${CLUSTER}-control-plane`;

/**
 * The node's image: of those that https://github.com/kubernetes-sigs/kind/releases/tag/v0.33.0 lists for the kind of
 * `clusters/tools/go/kind`, the one of EKS's Kubernetes. A tag alone may be of another kind.
 */
export const NODE_IMAGE =
  'kindest/node:v1.36.4@sha256:099e049362a1526b2db71494e1947aae99bd16290d7c895f2b7ea312e3cbfaed';

/** Where all of the cluster that is not in the container lies. */
export function kindFolder(): string {
  return join(cacheDirectory(), 'kind-cluster');
}

/** Files below that folder. */
export function kindFiles(folder: string) {
  return {
    folder,
    /** Kind writes it when the cluster is there. */
    kubeconfig: join(folder, 'kubeconfig'),
    kubectl: join(folder, 'bin/kubectl'),
  };
}

import { join } from 'node:path';
import type { LocalNode } from './node/node.ts';

/** What belongs to one cluster and to nobody else: it lies with the node's data, and goes with them. */
export function clusterFiles({ folder }: Pick<LocalNode, 'folder'>) {
  return {
    /** A clone of the git remote inside of the cluster. */
    checkout: join(folder, 'gitops/checkout'),
    /** The whole backup of what opens the sealed secrets. */
    sealingKey: join(folder, 'gitops/sealing-key.json'),
    /** Certificate and key of what stands for github.com, and who vouches for it. */
    github: join(folder, 'gitops/github'),
    kubectl: join(folder, 'bin/kubectl'),
  };
}

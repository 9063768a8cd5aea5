import { join } from 'node:path';
import { createSession } from '../cluster/session.ts';
import type { ClusterTarget } from '../cluster/target.ts';
import { REPOSITORY } from '../repository.ts';
import { readSettings } from '../settings.ts';
import { clusterFiles } from './files.ts';
import type { LocalNode } from './node/node.ts';

/** Folder of the cluster in the repository. */
const FOLDER = 'clusters/local';

/** Everything is near, so we look often; the first start of all pods takes some minutes on a busy machine. */
const PATIENCE = { pauseMs: 1_000, limitMs: 15 * 60_000 };

/** The cluster on this machine: what git has is in the clone of its remote. */
export async function localTarget(node: Pick<LocalNode, 'folder' | 'kubeconfig'>): Promise<ClusterTarget> {
  const { checkout, kubectl } = clusterFiles(node);
  return {
    settings: await readSettings(join(REPOSITORY, FOLDER)),
    repository: checkout,
    folder: FOLDER,
    kubeconfig: node.kubeconfig,
    kubectl,
    session: createSession(PATIENCE),
  };
}

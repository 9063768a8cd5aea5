import { delimiter, dirname, join } from 'node:path';
import { runSuccessfully } from '@vc/local/command.ts';
import type { ClusterTarget } from '../../cluster/target.ts';
import { REPOSITORY } from '../../repository.ts';
import type { Clone } from '../clone.ts';

/** `npm run seal`, for the cluster's folder in a clone of its git, as an operator types it who has a kubeconfig. */
export async function seal(
  { folder, kubeconfig, kubectl }: Pick<ClusterTarget, 'folder' | 'kubeconfig' | 'kubectl'>,
  clone: Pick<Clone, 'folder'>,
  ...args: readonly string[]
): Promise<void> {
  const path = [...(kubectl ? [dirname(kubectl)] : []), process.env.PATH].join(delimiter);
  await runSuccessfully(['npm', 'run', 'seal', '--', `--cluster=${join(clone.folder, folder)}`, ...args], {
    cwd: REPOSITORY,
    env: { ...process.env, PATH: path, KUBECONFIG: kubeconfig },
  });
}

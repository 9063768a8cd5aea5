import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterTarget } from '../../cluster/target.ts';
import { git, tryGit } from '../../git.ts';
import type { EarlierCluster } from '../../local/earlier-git.ts';
import { clusterFiles } from '../../local/files.ts';
import { withClone } from '../clone.ts';
import type { Cluster } from '../cluster.ts';

/** Copies what an operator keeps of a cluster elsewhere: its git, in one file, and its sealing key. */
export function keepCluster({ node, target }: Cluster, folder: string): Promise<EarlierCluster> {
  const kept = { git: join(folder, 'cluster.bundle'), sealingKey: join(folder, 'sealing-key.json') };
  return withClone(target, async clone => {
    await git(clone.folder, 'bundle', 'create', '--quiet', kept.git, target.settings.revision);
    await copyFile(clusterFiles(node).sealingKey, kept.sealingKey);
    return kept;
  });
}

/** @throws where the cluster's git has other secrets than the one that was kept */
export function requireSameSecrets(target: ClusterTarget, kept: EarlierCluster): Promise<void> {
  const secrets = join(target.folder, 'secrets');
  return withClone(target, async ({ folder }) => {
    await git(folder, 'fetch', '--quiet', kept.git, target.settings.revision);
    const files = await git(folder, 'ls-tree', '-r', '--name-only', 'FETCH_HEAD', secrets);
    const { code } = await tryGit(folder, 'diff', '--quiet', 'FETCH_HEAD', 'HEAD', '--', secrets);
    if (code !== 0 || !files.includes('postgres.yaml')) throw new Error('Its git has other secrets.');
  });
}

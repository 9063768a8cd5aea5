import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { SetupError } from '@vc/local/setup-error.ts';
import type { ClusterTarget } from '../cluster/target.ts';
import { git, isAncestor } from '../git.ts';
import { configureCheckout, hasBranch, pull } from './checkout.ts';
import { remoteUrl } from './commit-state.ts';
import { deployImages } from './deploy-images.ts';
import type { BuiltImage } from './images/ensure-images.ts';

/** What is left of a cluster: all that it takes to make it again, but for its data. */
export interface EarlierCluster {
  /** Its git, or a copy: whatever `git fetch` takes, a bundle as well. */
  git: string;
  /** A file with its sealing key, as `up local` keeps it. */
  sealingKey: string;
}

/** Makes the clone of the cluster's git what an earlier cluster's git was, before there is a git server. */
export async function checkOutEarlier(target: ClusterTarget, { git: from }: EarlierCluster): Promise<void> {
  const { repository, settings } = target;
  await configureCheckout(repository, remoteUrl(target), settings.revision);
  await git(repository, 'fetch', '--quiet', existsSync(from) ? resolve(from) : from, settings.revision);
  await git(repository, 'checkout', '--quiet', '--force', '-B', settings.revision, 'FETCH_HEAD');
  await git(repository, 'clean', '--quiet', '-ffdx');
}

/**
 * Makes it the cluster's git, as it is: with the secrets that were sealed then. Images that are not those of then any more follow as
 * a commit, as CI makes it.
 *
 * @throws {SetupError} where the cluster has another git already
 */
export async function pushEarlier(target: ClusterTarget, images: readonly BuiltImage[]): Promise<void> {
  const { repository, settings } = target;
  const { revision } = settings;
  if (await hasBranch(repository, revision)) {
    const earlier = await git(repository, 'rev-parse', 'HEAD');
    await pull(repository, revision);
    if (!(await isAncestor(repository, earlier, 'HEAD'))) {
      throw new SetupError('The cluster has a git already; to end it: npm run cluster -- down local');
    }
  }
  await git(repository, 'push', '--quiet', 'origin', `HEAD:refs/heads/${revision}`);
  await deployImages(repository, images, settings);
  await pull(repository, revision);
}

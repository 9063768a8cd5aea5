import { join } from 'node:path';
import type { Progress } from '@vc/local/progress.ts';
import { createSealing } from '../cluster/sealed-secrets.ts';
import type { ClusterTarget } from '../cluster/target.ts';
import { git } from '../git.ts';
import { answerWith } from '../sealing/asking.ts';
import type { SealingKey } from '../sealing/sealing-key.ts';
import type { BackupAccount } from './backup-store.ts';
import { commitAll, copyWorkingTree, describeWorkingTree, openCheckout, pull } from './checkout.ts';
import { deployImages } from './deploy-images.ts';
import { GIT_SERVER, SMTP_URL } from './equipment.ts';
import type { BuiltImage } from './images/ensure-images.ts';
import { writeCertificate } from './sealing-key.ts';

/** What is to run in the cluster. */
export interface WantedState {
  /** A working tree, committed or not. */
  repository: string;
  images: readonly BuiltImage[];
  sealingKey: SealingKey;
  /** For the Jobs that make backups. */
  backupAccount: BackupAccount;
}

/**
 * Pushes a working tree into the cluster's git, with secrets sealed for this cluster alone, and then the images, as CI does.
 * Nothing of it touches the working tree.
 */
export async function commitState(
  target: ClusterTarget,
  { repository, images, sealingKey, backupAccount }: WantedState,
  progress: Progress,
): Promise<void> {
  const { repository: checkout, folder, settings } = target;
  await openCheckout(checkout, remoteUrl(target), settings.revision);
  await copyWorkingTree(repository, checkout);
  await writeCertificate(target, sealingKey);
  const answers = answerWith({
    'smtp-url': SMTP_URL,
    'backup-store': `${backupAccount.accessKey}:${backupAccount.secretKey}`,
  });
  await createSealing(join(checkout, folder), progress, () => {}, answers).sealMissing();
  await commitAll(checkout, `Take over ${await describeWorkingTree(repository)}`);
  await git(checkout, 'push', '--quiet', 'origin', `HEAD:refs/heads/${settings.revision}`);
  await deployImages(checkout, images, settings);
  await pull(checkout, settings.revision);
}

/** The repository of the settings, as this machine reaches it. */
export function remoteUrl({ settings }: Pick<ClusterTarget, 'settings'>): string {
  return GIT_SERVER + new URL(settings.repository).pathname;
}

import { BACKUP_BUCKET } from '../../local/backup-store.ts';
import { type Datastore, fillIn, readBackupCommands } from './documented-commands.ts';
import type { OperatorShell } from './operator-shell.ts';

/** Backs a datastore up by its CronJob, as its README says. @throws where no backup of after now lies in S3 then */
export async function makeBackup(shell: OperatorShell, datastore: Datastore): Promise<void> {
  const began = new Date();
  const { backup, restore } = await readBackupCommands(datastore);
  for (const line of backup) await shell(fillIn(line, { bucket: BACKUP_BUCKET }));
  const [list = ''] = restore;
  const newest = newestOf(await shell(fillIn(list, { bucket: BACKUP_BUCKET })));
  // Names count whole seconds.
  if (timeOf(newest) < began.getTime() - 1_000) throw new Error(`The newest backup is that of ${newest}.`);
}

/** Restores the newest backup, as the README says. @returns what the last command printed */
export async function restoreNewest(shell: OperatorShell, datastore: Datastore): Promise<string> {
  const { restore } = await readBackupCommands(datastore);
  const [list = '', ...others] = restore;
  const values = { bucket: BACKUP_BUCKET };
  const time = newestOf(await shell(fillIn(list, values)));
  let printed = '';
  for (const line of others) printed = await shell(fillIn(line, { ...values, time }));
  return printed;
}

/** The `<time>` of the last file that `aws s3 ls` lists: names are times, and sorted. */
function newestOf(listing: string): string {
  const times = [...listing.matchAll(/ (\S+)\.(?:dump|archive)$/gm)].map(([, time = '']) => time);
  const newest = times.at(-1);
  if (!newest) throw new Error('There is no backup in S3.');
  return newest;
}

/** Of `2026-11-24T020000Z`, as scripts name dumps. */
function timeOf(name: string): number {
  return Date.parse(name.replace(/T(..)(..)(..)Z$/, 'T$1:$2:$3Z'));
}

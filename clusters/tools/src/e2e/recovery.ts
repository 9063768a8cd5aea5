import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Progress } from '@vc/local/progress.ts';
import { ensurePrograms } from '@vc/local/system-packages.ts';
import { createTemporaryDirectory, removeDirectory } from '@vc/local/temporary-directory.ts';
import { downLocal, upLocal } from '../local/commands.ts';
import type { EarlierCluster } from '../local/earlier-git.ts';
import { isNodeThere } from '../local/nodes.ts';
import { newAddress } from './addresses.ts';
import { openCluster, SAMPLE } from './cluster.ts';
import { makeBackup, restoreNewest } from './recovery/backups.ts';
import { keepCluster, requireSameSecrets } from './recovery/kept-cluster.ts';
import { openOperatorShell } from './recovery/operator-shell.ts';
import type { RunStep, Scenario } from './scenario.ts';
import { logIn, logInAgain, type User, waitForLogIn } from './user.ts';

/** Everything is lost but git, the sealing key and the backups: as much as anybody needs. */
export const recovery: Scenario = {
  number: 10,
  title: 'Recovery',
  async run(step, progress) {
    await ensurePrograms(['aws'], progress);
    const folder = await createTemporaryDirectory();
    try {
      await loseAndRecover(step, progress, folder);
    } finally {
      await removeDirectory(folder);
    }
  },
};

async function loseAndRecover(step: RunStep, progress: Progress, folder: string): Promise<void> {
  const before = await openCluster();
  const { url, node } = before;
  const customers = await step('two users have an MP3 each', async () => [
    await convert(await logIn(url, newAddress('kim')), folder),
    await convert(await logIn(url, newAddress('lee')), folder),
  ]);
  const shell = await openOperatorShell(node, folder);
  await step('the CronJob of PostgreSQL puts a dump into S3', () => makeBackup(shell, 'postgres'));
  await step('the CronJob of MongoDB puts an archive into S3', () => makeBackup(shell, 'mongodb'));
  const kept = await step('git and sealing key are kept elsewhere', () => keepCluster(before, folder));

  const deleted = performance.now();
  await step('the cluster is deleted: nothing answers, no data are left', () => lose(progress, url));
  await step('`up local --git … --sealing-key …`: all Applications are Synced and Healthy', () =>
    comeBack(progress, kept),
  );
  const { target } = await openCluster();
  await step('its secrets are those of before', () => requireSameSecrets(target, kept));
  await step('its datastores are empty: nobody can log in', () => requireStrangers(url, customers));
  await step("PostgreSQL's dump is restored, by the commands of its README", () =>
    restoreNewest(shell, 'postgres'),
  );
  await step("MongoDB's archive is restored likewise, and no file of a job is missing", () =>
    restoreMedia(shell),
  );
  const [first, ...others] = customers;
  if (!first) throw new Error('There are no users.');
  await step('a user logs in with the password of before', () => waitForLogIn(url, first.user));
  const seconds = Math.round((performance.now() - deleted) / 1000);
  await step(`so does the other one; the first did ${seconds} s after the deletion had begun`, () =>
    Promise.all(others.map(({ user }) => waitForLogIn(url, user))),
  );
  await step('their MP3s of before are downloaded, the same in every byte', async () => {
    for (const customer of customers) await requireSameMp3(url, customer, folder);
  });
  await step('a new upload is converted', async () => {
    await convert(await logInAgain(url, first.user.email), folder);
  });
}

/** Somebody, and what they have. */
interface Customer {
  user: User;
  fid: string;
  sha256: string;
}

async function convert(user: User, folder: string): Promise<Customer> {
  const fid = await user.upload(SAMPLE);
  await user.waitForMp3(fid);
  return { user, fid, sha256: await downloadSum(user, fid, folder) };
}

async function downloadSum(user: User, fid: string, folder: string): Promise<string> {
  const file = join(folder, `${fid}.mp3`);
  await user.download(fid, file);
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}

async function lose(progress: Progress, url: string): Promise<void> {
  await downLocal(progress);
  const answers = await fetch(url).then(
    () => true,
    () => false,
  );
  if (answers || isNodeThere()) throw new Error('There is something left of the cluster.');
}

/** Whatever becomes of it: this machine has a cluster afterwards, as it had before. */
async function comeBack(progress: Progress, kept: EarlierCluster): Promise<void> {
  try {
    await upLocal(progress, { earlier: kept });
  } catch (error) {
    await downLocal(progress);
    await upLocal(progress);
    throw error;
  }
}

async function requireStrangers(url: string, customers: readonly Customer[]): Promise<void> {
  for (const { user } of customers) {
    const refused = await logInAgain(url, user.email).then(
      () => 'nothing: they are known',
      (error: Error) => error.message,
    );
    if (!refused.includes('401')) throw new Error(`${user.email} was to be refused, but: ${refused}`);
  }
}

/** The last command of the README compares both datastores, and says what it found. */
async function restoreMedia(shell: Parameters<typeof restoreNewest>[0]): Promise<void> {
  const said = await restoreNewest(shell, 'mongodb');
  if (!/, 0 missing\.$/.test(said.trimEnd())) throw new Error(`reconcile said: ${said}`);
}

async function requireSameMp3(url: string, { user, fid, sha256 }: Customer, folder: string): Promise<void> {
  const again = await logInAgain(url, user.email);
  if ((await downloadSum(again, fid, folder)) !== sha256) throw new Error(`${fid} is another MP3 now.`);
}

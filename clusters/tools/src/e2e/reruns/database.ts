import { join } from 'node:path';
import { runSuccessfully } from '@vc/local/command.ts';
import type { Customer } from '@vc/local/ledger/customer.ts';
import { createTemporaryDirectory, removeDirectory } from '@vc/local/temporary-directory.ts';
import { type ClusterTarget, kubectl } from '../../cluster/target.ts';
import { newAddress } from '../addresses.ts';
import { type Cluster, SAMPLE } from '../cluster.ts';
import { settle } from '../ledger/settlement.ts';
import { requireMail } from '../mails.ts';
import type { RunStep } from '../scenario.ts';
import { logIn } from '../user.ts';
import { askDatastore, loseData } from './datastore.ts';
import { type JobSelector, runAgain } from './runs.ts';
import { requireSameLines } from './same-lines.ts';

/** As clusters/eks/OPERATIONS.md has it. */
const JOBS: readonly JobSelector[] = [
  { namespace: 'datastores', selector: 'app.kubernetes.io/name=postgres-roles' },
  { namespace: 'video-converter', selector: 'app.kubernetes.io/component=migration' },
];
const APPS = ['postgres-roles', 'auth-migrations', 'jobs-migrations', 'notification-migrations'];

/**
 * The database loses its volume; Jobs bring back roles and schemas, and a dump what was in it.
 *
 * @param customer whose jobs have all ended
 */
export async function loseDatabase(
  step: RunStep,
  { target, url }: Cluster,
  customer: Customer,
): Promise<void> {
  const folder = await createTemporaryDirectory();
  const dump = join(folder, 'database.dump');
  const schema = await readSchema(target);
  try {
    await saveDump(target, dump);
    try {
      await step('PostgreSQL loses its volume, and comes back without our database', async () => {
        await loseData(target, 'postgres');
        const databases = await askDatastore(target, 'postgres-0', 'psql', '--username=postgres', '--list');
        if (databases.includes('video_converter')) throw new Error(databases);
      });
      await step(
        'the Jobs of roles and migrations, deleted, are made again by Argo CD, and bring back roles, rights and schemas',
        async () => {
          await runAgain(target, JOBS, APPS);
          requireSameLines(schema, await readSchema(target));
        },
      );
      await step('somebody opens an account, and gets an MP3 and a mail', async () => {
        await target.session.waitFor('the gateway serves', () => isServing(url));
        const user = await logIn(url, newAddress('database'));
        const fid = await user.upload(SAMPLE);
        await user.waitForMp3(fid);
        await requireMail(user.email, fid);
      });
    } finally {
      await step('a dump, restored as documented, brings back what was in the database', async () => {
        await restoreDump(target, dump);
        await target.session.waitFor('the gateway serves', () => isServing(url));
        await settle([customer]);
      });
    }
  } finally {
    await removeDirectory(folder);
  }
}

/** Roles, rights and schemas; but for marks that `pg_dump` makes up anew each time. */
async function readSchema(target: ClusterTarget): Promise<string> {
  const roles = ['pg_dumpall', '--username=postgres', '--roles-only', '--no-role-passwords'];
  const schema = ['pg_dump', '--username=postgres', '--schema-only', 'video_converter'];
  const dumps = [
    await askDatastore(target, 'postgres-0', ...roles),
    await askDatastore(target, 'postgres-0', ...schema),
  ];
  return dumps.join('\n').replaceAll(/^\\(un)?restrict .*$/gm, '');
}

async function saveDump(target: ClusterTarget, file: string): Promise<void> {
  const pgDump = [
    'exec',
    'postgres-0',
    '--',
    'pg_dump',
    '--username=postgres',
    '--format=custom',
    'video_converter',
  ];
  const command = kubectl(target, '--namespace=datastores', ...pgDump);
  await runSuccessfully(['sh', '-c', 'exec "$@" >"$0"', file, ...command]);
}

/** What apps/postgres/README.md says, with a file instead of a bucket; then as it says itself, of what was there before. */
async function restoreDump(target: ClusterTarget, file: string): Promise<void> {
  const restore = ['exec', '--stdin', 'postgres-0', '--', '/scripts/restore.sh'];
  const command = kubectl(target, '--namespace=datastores', ...restore);
  const said = await runSuccessfully(['sh', '-c', 'exec "$@" <"$0"', file, ...command]);
  const [, before] = /dropdb (\S+)$/m.exec(said) ?? [];
  if (!before) throw new Error(`What was there before? ${said}`);
  await askDatastore(target, 'postgres-0', 'dropdb', '--username=postgres', before);
}

/** Whether a request gets as far as to the database: nobody has that account. */
async function isServing(url: string): Promise<boolean> {
  const authorization = `Basic ${Buffer.from(`${newAddress('nobody')}:of no account`).toString('base64')}`;
  return fetch(`${url}/login`, { method: 'POST', headers: { authorization } }).then(
    ({ status }) => status === 401,
    () => false,
  );
}

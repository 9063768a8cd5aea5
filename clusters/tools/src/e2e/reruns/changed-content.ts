import type { Progress } from '@vc/local/progress.ts';
import { parse, stringify } from 'yaml';
import type { ClusterTarget } from '../../cluster/target.ts';
import { deployImages } from '../../local/deploy-images.ts';
import { ensureImages } from '../../local/images/ensure-images.ts';
import type { Clone } from '../clone.ts';
import type { Cluster } from '../cluster.ts';
import type { RunStep } from '../scenario.ts';
import { waitUntilAllWell } from '../states.ts';
import { query } from './datastore.ts';
import { readDefinitions } from './definitions.ts';
import { readRuns, requireRuns } from './runs.ts';

const VALUES = 'clusters/local/values/notification.yaml';
const TOPOLOGY = 'services/queue-init/src/topology.ts';
const MIGRATIONS = 'services/notification/src/migrations';

/** Of dead letters, how many are kept. */
const LENGTHS = { before: 10_000, after: 10_001 };

const MIGRATION = `import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql\`create table notification.mark (n int)\`.execute(db);
}
`;

/** What a migration has done stays when its image goes: here it is undone by hand. */
const UNDO =
  "drop table if exists notification.mark; delete from notification.kysely_migration where name = '0099-mark'";

/** A push of something else starts no Job; another topology and another migration start theirs, once, and so does going back. */
export async function changeContent(
  step: RunStep,
  { node, target }: Cluster,
  clone: Clone,
  progress: Progress,
): Promise<void> {
  const runs = await readRuns(target);
  await step('a push that changes neither runs no Job', async () => {
    await clone.edit(VALUES, logMore);
    await waitUntilAllWell(target, await clone.push('Log more of notification'));
    requireRuns(runs, await readRuns(target), []);
  });
  try {
    await clone.edit(TOPOLOGY, (text = '') => text.replace("'max-length': 10_000", "'max-length': 10_001"));
    await clone.edit(`${MIGRATIONS}/0099-mark.ts`, () => MIGRATION);
    await clone.edit(`${MIGRATIONS}/all.ts`, (text = '') =>
      `import * as mark from './0099-mark.ts';\n${text}`.replace(' };\n', ", '0099-mark': mark };\n"),
    );
    const changed = await clone.push('Keep more dead letters, and make marks');
    const images = await step('images with another topology and another migration are built', () =>
      ensureImages(node, progress, clone.folder),
    );
    const apps = ['queue-init', 'notification-migrations'];
    const deployed = await step(
      'pushed, queue-init and that migration run once, and nothing else does',
      async () => {
        await deployImages(clone.folder, images, target.settings);
        const commit = await clone.pull();
        await waitUntilAllWell(target, commit);
        requireRuns(runs, await readRuns(target), apps);
        return commit;
      },
    );
    await step('the broker keeps more dead letters, and the table is there', () =>
      requireOutcome(target, LENGTHS.after),
    );
    await step('`git revert` runs both once more, and nothing else', async () => {
      const before = await readRuns(target);
      await waitUntilAllWell(target, await clone.revert(deployed, changed));
      requireRuns(before, await readRuns(target), apps);
    });
    await step(
      'the broker is as before; the table stays, and the migrations before it know to leave it alone',
      () => requireOutcome(target, LENGTHS.before),
    );
  } finally {
    await query(target, UNDO);
  }
}

function logMore(text = ''): string {
  const values = (parse(text) ?? {}) as { env?: object };
  return stringify({ ...values, env: { ...values.env, LOG_LEVEL: 'debug' } });
}

async function requireOutcome(target: ClusterTarget, length: number): Promise<void> {
  const { policies } = await readDefinitions(target);
  const kept = policies.find(({ name }) => name === 'video.dead')?.definition['max-length'];
  if (kept !== length) throw new Error(`The broker keeps ${kept} dead letters, and not ${length}.`);
  const table = await query(target, "select to_regclass('notification.mark')");
  if (table !== 'notification.mark') throw new Error('There is no table notification.mark.');
}

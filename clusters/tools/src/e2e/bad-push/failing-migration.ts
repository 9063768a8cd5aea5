import type { Progress } from '@vc/local/progress.ts';
import { deployImages } from '../../local/deploy-images.ts';
import { ensureImages } from '../../local/images/ensure-images.ts';
import type { Clone } from '../clone.ts';
import type { Cluster } from '../cluster.ts';
import { crashes, readPods } from '../pods.ts';
import { DEGRADED, type Fault } from './fault.ts';

const FOLDER = 'services/auth/src';

/** Its table refers to one that there is not. */
const MIGRATION = `import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql\`create table auth.note (user_id uuid references auth.nobody)\`.execute(db);
}
`;

/**
 * A new table of \`auth\` as somebody would add it: a migration, its line in the list, and readiness that looks for the table.
 * So the new version is never ready.
 */
export function failingMigration({ node, target }: Cluster, progress: Progress): Fault {
  return {
    name: 'a migration that fails',
    app: 'auth',
    async push(clone) {
      await clone.edit(`${FOLDER}/migrations/0099-notes.ts`, () => MIGRATION);
      await clone.edit(`${FOLDER}/migrations/migrations.ts`, (text = '') =>
        `import * as notes from './0099-notes.ts';\n${text}`.replace(
          /\n};\n$/,
          "\n  '0099-notes': notes,\n};\n",
        ),
      );
      await clone.edit(`${FOLDER}/readiness.ts`, (text = '') =>
        text.replace('auth.user_revocation', 'auth.note'),
      );
      const source = await clone.push('Keep notes about users');
      return [await deploy(clone), source];
    },
    ...DEGRADED,
    isCause: async () => (await readPods(target, 'auth-migrations')).some(crashes),
  };

  /** The image, as CI deploys it. */
  async function deploy(clone: Clone): Promise<string> {
    await deployImages(clone.folder, await ensureImages(node, progress, clone.folder), target.settings);
    return clone.pull();
  }
}

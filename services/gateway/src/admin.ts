import { parseArgs } from 'node:util';
import { openMedia } from '@vc/blobs/media.ts';
import type { JobsDatabase } from '@vc/jobs/schema.ts';
import { openDatabase } from '@vc/kit/database.ts';
import { configOrExit } from '@vc/kit/lifecycle.ts';
import { createLogger } from '@vc/kit/logger.ts';
import { reconcileBlobs } from './admin/reconcile.ts';
import { readStoreConfig } from './config.ts';

const USAGE = `Usage: admin blobs reconcile [--dry-run]

After a restore of PostgreSQL or MongoDB: removes files of which the database knows nothing, and lists jobs whose files are
missing. Safe while the system runs. DATABASE_URL and MONGODB_URL (or …_FILE) name the datastores.
`;

/** Of sysexits.h: the call was not understood. */
const EX_USAGE = 64;

const options = readOptions();
if (options) await reconcile(options.isDryRun);
else {
  process.stderr.write(USAGE);
  process.exitCode = EX_USAGE;
}

function readOptions(): { isDryRun: boolean } | undefined {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { 'dry-run': { type: 'boolean', default: false } },
    });
    return positionals.join(' ') === 'blobs reconcile' ? { isDryRun: values['dry-run'] } : undefined;
  } catch {
    return undefined;
  }
}

async function reconcile(isDryRun: boolean): Promise<void> {
  const config = configOrExit(readStoreConfig);
  const log = createLogger('gateway-admin', 'silent');
  const db = openDatabase<JobsDatabase>({ url: config.DATABASE_URL, log, poolSize: 1 });
  const media = openMedia({ url: config.MONGODB_URL, log });
  const print = (line: string) => void process.stdout.write(`${line}\n`);
  try {
    const { unknown, missing } = await reconcileBlobs({ db, media }, { isDryRun, print });
    print(`${unknown} unknown file(s) ${isDryRun ? 'found' : 'removed'}, ${missing.length} missing.`);
  } catch (error) {
    process.stderr.write(`The datastores could not be compared: ${(error as Error).message}\n`);
    process.exitCode = 1;
  } finally {
    await media.close();
    await db.destroy();
  }
}

/** Starts a PostgreSQL that stores below the folder of its argument, freezes it, prints its URL and waits. */
import { startPostgres } from '../src/datastores.ts';
import { silentProgress } from '../src/progress.ts';

const [directory = ''] = process.argv.slice(2);
const env = { ...process.env, POSTGRES_URL: '' };
const postgres = await startPostgres({ directory, durable: false, progress: silentProgress, env });
await postgres.freeze();
console.log(postgres.url);
process.stdin.resume();

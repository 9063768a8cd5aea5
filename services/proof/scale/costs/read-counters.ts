import { readFile } from 'node:fs/promises';
import type { ServiceProcess } from '@vc/local/product/service-process.ts';
import type { TestProduct } from '@vc/local/testing/product.ts';
import { Client } from 'pg';
import type { Counters } from './counters.ts';
import type { StoreLinks } from './store-links.ts';

/** What is looked at. */
export type Observed = { product: TestProduct; links: StoreLinks };

/** How far all counters are by now; differences of two readings are what happened in between. */
export async function readCounters({ product, links }: Observed): Promise<Counters> {
  const { services, datastores, mailSink } = product;
  const cpu = (name: keyof typeof services) => readCpuSeconds(services[name].pid);
  return {
    converterCpu: await cpu('converter'),
    gatewayCpu: await cpu('gateway'),
    authCpu: await cpu('auth'),
    notificationCpu: await cpu('notification'),
    ...countStoreBytes(links),
    ...(await readPostgres(datastores.postgres.url)),
    messages: (await readHandled(services.converter)) + (await readHandled(services.notification)),
    mails: mailSink.mails().length,
  };
}

/** Clock ticks a second in which the kernel counts CPU time for programs (USER_HZ): 100 wherever Node runs. */
const TICKS = 100;

/** CPU seconds of a process and of those children of it that have ended, such as ffmpeg (proc_pid_stat(5), fields 14 to 17). */
async function readCpuSeconds(pid: number | undefined): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The name of the program may hold spaces; it ends with the last parenthesis, behind which field 3 follows.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS;
}

function countStoreBytes({ tallies }: StoreLinks): Pick<Counters, 'storeWritten' | 'storeRead'> {
  const carried = tallies.reduce((sum, tally) => sum + tally.carried, 0);
  const storeWritten = tallies.reduce((sum, tally) => sum + tally.carriedToServer, 0);
  return { storeWritten, storeRead: carried - storeWritten };
}

const READ_POSTGRES = `
  select (xact_commit + xact_rollback)::float8 as transactions,
    (tup_inserted + tup_updated + tup_deleted)::float8 as "rowsChanged"
  from pg_stat_database where datname = 'video_converter'`;

/** From another database, so that looking is not counted. */
async function readPostgres(url: string): Promise<Pick<Counters, 'transactions' | 'rowsChanged'>> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(READ_POSTGRES)).rows[0];
  } finally {
    await client.end();
  }
}

/** Messages that a consumer has decided on since it started, as its own metrics say. */
async function readHandled({ variables }: ServiceProcess): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${variables.ADMIN_PORT}/metrics`);
  const lines = (await answer.text()).matchAll(/^messages_handled_total\{.*\} (\d+)/gm);
  return [...lines].reduce((sum, [, count]) => sum + Number(count), 0);
}

import { Readable } from 'node:stream';
import type { Job } from '@vc/contracts/job.ts';
import type { JobChange } from '@vc/jobs/changes.ts';
import type { JobRow } from '@vc/jobs/schema.ts';
import type { Logger } from '@vc/kit/logger.ts';
import type { Hub } from './hub.ts';

/** What an event stream needs of the world. */
export type StreamDeps = {
  hub: Hub;
  /** Rows changed after an instant, deleted ones included. */
  listChanges(owner: string, since: Date): Promise<JobRow[]>;
  readJobs(rows: JobRow[]): Promise<Job[]>;
  isRevoked(): boolean;
  log: Pick<Logger, 'warn'>;
};

export const HEARTBEAT_MS = 15_000;

/** Transactions become visible in another order than that of their `now()`: so far back a late one is still found. */
const OVERLAP_MS = 10_000;

/** A client that does not read gets cut instead of filling our memory; it reconnects and is sent what it missed. */
const MOST_BUFFERED = 256 * 1024;

/**
 * The server-sent events (WHATWG HTML, 9.2) of one user's jobs:
 *
 * - `job`: the whole job, with its `updatedAt` as id
 * - `deleted`: `{fid}`
 * - `progress`: `{fid, progress}`, without an id: it is not repeated
 *
 * Notifications of PostgreSQL make it quick, looking at each heartbeat makes it complete: whatever changed since the last
 * look is sent if it was not. Ends when the token does.
 *
 * @param since where to begin: the client's last event, or now
 */
export function createEventStream(
  deps: StreamDeps,
  session: { owner: string; since: Date; expiresAt: Date },
): Readable {
  const { owner } = session;
  const stream = new Readable({ read() {}, highWaterMark: MOST_BUFFERED });
  /** When each job sent of late was changed: the overlap must not repeat it. */
  const sent = new Map<string, number>();
  let since = session.since;
  let looking = Promise.resolve();

  function push(event: string): void {
    if (stream.destroyed) return;
    stream.push(event);
    if (stream.readableLength > MOST_BUFFERED) stream.destroy();
  }

  async function look(): Promise<void> {
    const rows = await deps.listChanges(owner, new Date(since.getTime() - OVERLAP_MS));
    const news = rows.filter(row => sent.get(row.fid) !== row.updated_at.getTime());
    const jobs = await deps.readJobs(news.filter(row => row.state !== 'deleted'));
    const byFid = new Map(jobs.map(job => [job.fid, job]));
    for (const row of news) {
      const job = byFid.get(row.fid);
      push(format(job ? 'job' : 'deleted', job ?? { fid: row.fid }, row.updated_at.toISOString()));
      sent.set(row.fid, row.updated_at.getTime());
    }
    since = rows.at(-1)?.updated_at ?? since;
    for (const [fid, at] of sent) if (at < since.getTime() - 2 * OVERLAP_MS) sent.delete(fid);
  }

  /** One look at a time, in the order in which they were asked for. */
  function lookSoon(): void {
    looking = looking
      .then(look)
      .catch(error => deps.log.warn({ err: error }, 'events not read, will try again'));
  }

  const leave = deps.hub.join(owner, (change: JobChange) => {
    if (!change.isProgressOnly) lookSoon();
    else push(format('progress', { fid: change.fid, progress: change.progress }));
  });
  const heartbeat = setInterval(() => {
    if (deps.isRevoked()) stream.push(null);
    push(': heartbeat\n\n');
    lookSoon();
  }, HEARTBEAT_MS);
  const end = setTimeout(() => stream.push(null), session.expiresAt.getTime() - Date.now());
  stream.on('close', () => {
    leave();
    clearInterval(heartbeat);
    clearTimeout(end);
  });

  push('retry: 2000\n\n');
  lookSoon();
  return stream;
}

function format(event: string, data: object, id?: string): string {
  return `${id ? `id: ${id}\n` : ''}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

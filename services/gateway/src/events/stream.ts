import { Readable } from 'node:stream';
import type { Job } from '@vc/contracts/job.ts';
import type { JobRow } from '@vc/jobs/schema.ts';
import type { Logger } from '@vc/kit/logger.ts';
import { formatEvent, HEARTBEAT, RETRY } from './format.ts';
import type { Hub } from './hub.ts';

/** What an event stream needs of the world. */
export type StreamDeps = {
  hub: Pick<Hub, 'join'>;
  /** Rows changed after an instant, oldest change first, deleted ones included. */
  listChanges(owner: string, since: Date): Promise<JobRow[]>;
  readJobs(rows: JobRow[]): Promise<Job[]>;
  isRevoked(): boolean;
  log: Pick<Logger, 'warn'>;
};

/** An open stream; `end` ends it in order, as the token's expiry does. */
export type EventStream = { readable: Readable; end(): void };

/** How often a stream says that it lives, looks at the database and checks that its token still holds. */
export const HEARTBEAT_MS = 15_000;

/** Transactions become visible in another order than that of their `now()`: so far back a late one is still found. */
const OVERLAP_MS = 10_000;

/** With so many bytes unread, what can wait does. */
const ENOUGH_BUFFERED = 64 * 1024;

/** A client that does not read gets cut instead of filling our memory; it reconnects and is sent what it missed. */
export const MOST_BUFFERED = 256 * 1024;

/** The longest that a timer can wait; a token that lasts longer only makes its client reconnect now and then. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * The server-sent events of one user's jobs:
 *
 * - `job`: the whole job, with its `updatedAt` as id
 * - `deleted`: `{fid}`, with the instant as id
 * - `progress`: `{fid, progress}`, without an id: it is not repeated
 *
 * Notifications of PostgreSQL make it quick, looking at each heartbeat makes it complete: whatever changed since the last
 * look is sent if it was not. Ends when the token does.
 *
 * @param session.since where to begin: the client's last event, or now
 */
export function createEventStream(
  deps: StreamDeps,
  session: { owner: string; since: Date; expiresAt: Date },
): EventStream {
  const { owner } = session;
  let whenRead = () => {};
  let isOver = false;
  const readable = new Readable({ highWaterMark: ENOUGH_BUFFERED, read: () => whenRead() });

  function push(event: string): void {
    if (isOver) return;
    readable.push(event);
    if (readable.readableLength > MOST_BUFFERED) readable.destroy();
  }

  function end(): void {
    if (!isOver) readable.push(null);
    isOver = true;
  }

  async function hasRoom(): Promise<void> {
    if (isOver || readable.readableLength < ENOUGH_BUFFERED) return;
    await new Promise<void>(resolve => {
      whenRead = resolve;
    });
  }

  /** What was sent of late of each job: the overlap must not repeat it. Compared as text, since two changes may share a millisecond. */
  const sent = new Map<string, { at: number; event: string }>();
  let since = session.since;

  async function look(): Promise<void> {
    const rows = await deps.listChanges(owner, new Date(since.getTime() - OVERLAP_MS));
    const jobs = await deps.readJobs(rows.filter(row => row.state !== 'deleted'));
    const byFid = new Map(jobs.map(job => [job.fid, job]));
    for (const { fid, updated_at } of rows) {
      const job = byFid.get(fid);
      const event = formatEvent(job ? 'job' : 'deleted', job ?? { fid }, updated_at.toISOString());
      if (sent.get(fid)?.event === event) continue;
      await hasRoom();
      push(event);
      sent.set(fid, { at: updated_at.getTime(), event });
    }
    since = rows.at(-1)?.updated_at ?? since;
    for (const [fid, { at }] of sent) if (at < since.getTime() - OVERLAP_MS) sent.delete(fid);
  }

  let isLooking = false;
  let isLookWanted = false;

  /** One look at a time; however many are asked for meanwhile, one more serves them all. */
  async function lookSoon(): Promise<void> {
    isLookWanted = true;
    if (isLooking) return;
    isLooking = true;
    while (isLookWanted && !isOver) {
      isLookWanted = false;
      await look().catch(error => deps.log.warn({ err: error }, 'events not read, will try again'));
    }
    isLooking = false;
  }

  const leave = deps.hub.join(owner, change => {
    if (!change.isProgressOnly) void lookSoon();
    else push(formatEvent('progress', { fid: change.fid, progress: change.progress }));
  });
  const heartbeat = setInterval(() => {
    if (deps.isRevoked()) return end();
    push(HEARTBEAT);
    void lookSoon();
  }, HEARTBEAT_MS);
  const expiry = setTimeout(end, Math.min(session.expiresAt.getTime() - Date.now(), LONGEST_TIMER_MS));
  readable.once('close', () => {
    isOver = true;
    whenRead();
    leave();
    clearInterval(heartbeat);
    clearTimeout(expiry);
  });

  push(RETRY);
  void lookSoon();
  return { readable, end };
}

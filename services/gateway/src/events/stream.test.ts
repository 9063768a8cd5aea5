import { setImmediate as turn } from 'node:timers/promises';
import type { Job } from '@vc/contracts/job.ts';
import type { JobRow } from '@vc/jobs/schema.ts';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createHub, type Hub } from './hub.ts';
import { createEventStream, HEARTBEAT_MS, MOST_BUFFERED, type StreamDeps } from './stream.ts';

const OWNER = 'ada';
const START = Date.parse('2026-11-24T08:00:00.000Z');

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['Date', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'],
    now: START,
  });
});
afterEach(() => {
  vi.useRealTimers();
});

type FakeJob = { fid: string; state: string; updated_at: Date; name?: string };

/** A stream over a table of fakes; `read` gives the events since the last time. */
function open(
  options: { jobs?: FakeJob[]; since?: Date; seconds?: number; deps?: Partial<StreamDeps> } = {},
) {
  const table = options.jobs ?? [];
  const hub: Hub = createHub();
  const listChanges = vi.fn(async (_owner: string, since: Date) =>
    table
      .filter(job => job.updated_at > since)
      .sort((one, other) => one.updated_at.getTime() - other.updated_at.getTime())
      .map(job => ({ ...job }) as unknown as JobRow),
  );
  const warn = vi.fn();
  const { readable, end } = createEventStream(
    {
      hub,
      listChanges,
      readJobs: async rows =>
        rows.map(row => ({ fid: row.fid, status: row.state, name: row.name }) as unknown as Job),
      isRevoked: () => false,
      log: { warn },
      ...options.deps,
    },
    {
      owner: OWNER,
      since: options.since ?? new Date(START),
      expiresAt: new Date(START + (options.seconds ?? 3600) * 1000),
    },
  );
  return {
    table,
    hub,
    listChanges,
    warn,
    readable,
    end,
    async read(): Promise<string[]> {
      for (let turns = 0; turns < 10; turns += 1) await turn();
      const text = (readable.read() as Buffer | null)?.toString() ?? '';
      return text.split('\n\n').filter(Boolean);
    },
    tell(fid: string, progress?: number) {
      hub.publish({
        fid,
        owner: OWNER,
        state: 'converting',
        progress: progress ?? 0,
        isProgressOnly: progress !== undefined,
      });
    },
  };
}

const at = (seconds: number) => new Date(START + seconds * 1000);
const eventOf = (fid: string, status: string, updatedAt: Date) =>
  `id: ${updatedAt.toISOString()}\nevent: job\ndata: ${JSON.stringify({ fid, status })}`;

test('a change is sent as soon as it is told of, with its instant as id', async () => {
  const { table, read, tell } = open();
  expect(await read()).toEqual(['retry: 2000']);
  table.push({ fid: 'a', state: 'converting', updated_at: at(1) });
  tell('a');
  expect(await read()).toEqual([eventOf('a', 'converting', at(1))]);
});

test('on connecting what changed since the last event is sent, oldest first', async () => {
  const jobs = [
    { fid: 'new', state: 'converted', updated_at: at(-1) },
    { fid: 'older', state: 'failed', updated_at: at(-50) },
    { fid: 'seen', state: 'converted', updated_at: at(-200) },
  ];
  const { read } = open({ jobs, since: at(-60) });
  expect(await read()).toEqual([
    'retry: 2000',
    eventOf('older', 'failed', at(-50)),
    eventOf('new', 'converted', at(-1)),
  ]);
});

test('progress is passed on without an id, and not looked up', async () => {
  const { read, tell, listChanges } = open();
  await read();
  tell('a', 0.5);
  expect(await read()).toEqual(['event: progress\ndata: {"fid":"a","progress":0.5}']);
  expect(listChanges).toHaveBeenCalledOnce();
});

test('a deleted job is told of by its fid alone', async () => {
  const { table, read, tell } = open();
  await read();
  table.push({ fid: 'a', state: 'deleted', updated_at: at(1) });
  tell('a');
  expect(await read()).toEqual([`id: ${at(1).toISOString()}\nevent: deleted\ndata: {"fid":"a"}`]);
});

test('a heartbeat finds what no notification told of', async () => {
  const { table, read } = open();
  await read();
  table.push({ fid: 'a', state: 'converting', updated_at: at(1) });
  await vi.advanceTimersByTimeAsync(HEARTBEAT_MS);
  expect(await read()).toEqual([': heartbeat', eventOf('a', 'converting', at(1))]);
});

test('a transaction that becomes visible late, behind a later one, is found', async () => {
  const { table, read, tell } = open({ jobs: [{ fid: 'quick', state: 'stored', updated_at: at(9) }] });
  await read();
  table.push({ fid: 'late', state: 'stored', updated_at: at(1) });
  tell('late');
  expect(await read()).toEqual([eventOf('late', 'stored', at(1))]);
});

test('what was sent is not sent again, however often it is looked at', async () => {
  const jobs = [1, 2].map(n => ({ fid: `job ${n}`, state: 'stored', updated_at: at(n) }));
  const { read, tell } = open({ jobs });
  expect(await read()).toHaveLength(3);
  tell('a');
  expect(await read()).toEqual([]);
  await vi.advanceTimersByTimeAsync(4 * HEARTBEAT_MS);
  expect(await read()).toEqual(Array(4).fill(': heartbeat'));
});

test('two changes within one millisecond are both sent', async () => {
  const job = { fid: 'a', state: 'stored', updated_at: at(1) };
  const { read, tell } = open({ jobs: [job] });
  expect(await read()).toHaveLength(2);
  job.state = 'canceled';
  tell('a');
  expect(await read()).toEqual([eventOf('a', 'canceled', at(1))]);
});

test('many changes at once are looked at together', async () => {
  const { table, read, tell, listChanges } = open();
  await read();
  for (let n = 0; n < 100; n += 1) {
    table.push({ fid: `job ${n}`, state: 'stored', updated_at: at(1) });
    tell(`job ${n}`);
  }
  expect(await read()).toHaveLength(100);
  expect(listChanges.mock.calls.length).toBeLessThanOrEqual(3);
});

test('a datastore that is away costs nothing but time', async () => {
  const listChanges = vi.fn().mockRejectedValueOnce(new Error('away')).mockResolvedValue([]);
  const { read, warn, readable } = open({ deps: { listChanges } });
  expect(await read()).toEqual(['retry: 2000']);
  expect(warn).toHaveBeenCalledOnce();
  await vi.advanceTimersByTimeAsync(HEARTBEAT_MS);
  expect(await read()).toEqual([': heartbeat']);
  expect(readable.destroyed).toBe(false);
});

test('it ends with the token, and says nothing after that', async () => {
  const { read, tell, readable, hub } = open({ seconds: 20 });
  await vi.advanceTimersByTimeAsync(20_000);
  tell('a', 0.5);
  expect(await read()).toEqual(['retry: 2000', ': heartbeat']);
  expect(readable.readableEnded || readable.read() === null).toBe(true);
  await read();
  expect(hub.count(OWNER)).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

test('a token that lasts for years does not end it at once', async () => {
  const { read, readable } = open({ seconds: 10 * 365 * 24 * 3600 });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await read()).toContain(': heartbeat');
  expect(readable.readableEnded).toBe(false);
});

test('it ends at the heartbeat after a revocation', async () => {
  let isRevoked = false;
  const { read, readable, hub } = open({ deps: { isRevoked: () => isRevoked } });
  await read();
  isRevoked = true;
  await vi.advanceTimersByTimeAsync(HEARTBEAT_MS);
  await read();
  await read();
  expect(readable.readableEnded).toBe(true);
  expect(hub.count(OWNER)).toBe(0);
});

test('a client that leaves takes its timers and its listener along', async () => {
  const { read, readable, hub } = open();
  await read();
  expect(hub.count(OWNER)).toBe(1);
  readable.destroy();
  await turn();
  expect(hub.count(OWNER)).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

test('a client that does not read is cut before it fills the memory', async () => {
  const { tell, readable, hub } = open();
  for (let n = 0; n < MOST_BUFFERED / 40 && !readable.destroyed; n += 1) tell('a', n / 10_000);
  expect(readable.destroyed).toBe(true);
  await turn();
  expect(hub.count(OWNER)).toBe(0);
});

test('a client that has much to catch up on gets all of it, at its own pace', async () => {
  const jobs = Array.from({ length: 3_000 }, (_, n) => ({
    fid: `job ${n}`,
    state: 'converted',
    name: 'x'.repeat(200),
    updated_at: at(-n),
  }));
  const { read, readable } = open({ jobs, since: at(-4_000) });
  const events = [];
  for (let part = await read(); part.length > 0; part = await read()) {
    events.push(...part);
    expect(readable.readableLength).toBeLessThan(MOST_BUFFERED);
  }
  expect(readable.destroyed).toBe(false);
  expect(events.filter(event => event.includes('event: job'))).toHaveLength(3_000);
});

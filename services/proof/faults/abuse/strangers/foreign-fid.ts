import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../random.ts';
import { failIfAny } from '../breaches.ts';
import type { Customer } from '../customer.ts';
import { type Answer, outcomeOf, type Sent } from '../http.ts';
import { type Operation, pathAbout } from '../operations.ts';
import { requireSameTime, timed } from '../timing-difference.ts';
import { until } from '../until.ts';
import type { World } from '../world.ts';

/** A user has 100 requests a second. */
const PAUSE_MS = 12;

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** A request to an operation about a job; bodies are empty objects, for what takes one. */
const requestFor = (operation: Operation, method: string, fid: string): Sent => ({
  method,
  path: pathAbout(operation, fid),
  ...(method === 'POST' || method === 'PUT' || method === 'PATCH'
    ? { headers: { 'content-type': 'application/json' }, body: '{}' }
    : {}),
});

/**
 * Tries a customer's fids as somebody else, by every method on every path that takes one: the answer is the one to a fid
 * that never was, to the byte, and the owner's jobs stay as they are.
 */
export async function tryForeignFid(world: World, video: Buffer): Promise<string> {
  const [owner, stranger] = [await world.newCustomer(), await world.newCustomer()];
  const fids = await jobsOfEachKind(owner, video);
  const operations = world.operations.filter(({ fidIn }) => fidIn !== undefined);
  if (operations.length < 5)
    throw new Error(`Only ${operations.length} operations take a fid: this case is out of date.`);
  const before = await snapshot(world, owner);
  const breaches: string[] = [];
  let requests = 0;
  for (const fid of fids) {
    for (const operation of operations) {
      for (const method of METHODS) {
        const foreign = await stranger.call(requestFor(operation, method, fid));
        const unknown = await stranger.call(requestFor(operation, method, randomUUID()));
        requests += 2;
        const name = `${method} ${operation.path}`;
        if (foreign.status !== 404) breaches.push(`${name}: ${outcomeOf(foreign)} instead of 404 not-found.`);
        if (visible(foreign) !== visible(unknown))
          breaches.push(`${name} tells a fid that is somebody else’s from none.`);
      }
    }
  }
  breaches.push(...findChanges(before, await snapshot(world, owner)));
  failIfAny(breaches);
  return `${requests} requests, ${fids.length} fids, ${operations.length} operations by ${METHODS.length} methods`;
}

/** Operations that take no fid are given one all the same: nothing of the owner's may come back. */
export async function tryForeignFidElsewhere(world: World, video: Buffer): Promise<string> {
  const [owner, stranger] = [await world.newCustomer(), await world.newCustomer()];
  const { fid, name } = await owner.upload(video, { name: `secret of ${owner.email}` });
  await owner.waitFor(fid, 'converted');
  const before = await snapshot(world, owner);
  const operations = world.operations.filter(
    ({ isProtected, fidIn, path, method }) =>
      isProtected && !fidIn && path !== '/logout' && method !== 'HEAD',
  );
  const breaches: string[] = [];
  for (const operation of operations) {
    const answer = await stranger.call({
      method: operation.method,
      path: `${operation.path}?fid=${fid}&cursor=${fid}&owner=${owner.id}&sub=${owner.id}`,
      headers: {
        'content-type': 'application/json',
        'idempotency-key': fid,
        'last-event-id': fid,
        'x-user': owner.id,
      },
      ...(operation.method === 'GET' ? {} : { body: JSON.stringify({ fid, owner: owner.id, file_id: fid }) }),
    });
    const text = answer.body.toString();
    if (answer.status >= 500 || text.includes(fid) || text.includes(name))
      breaches.push(`${operation.name} with a stranger’s fid: ${outcomeOf(answer)} ${text.slice(0, 200)}`);
  }
  breaches.push(...findChanges(before, await snapshot(world, owner)));
  failIfAny(breaches);
  return `${operations.length} operations that take no fid`;
}

/** Somebody else's fid and one that never was, by the clock. */
export async function compareForeignFid(world: World, video: Buffer, random: Random): Promise<string> {
  const [owner, stranger] = [await world.newCustomer(), await world.newCustomer()];
  const { fid } = await owner.upload(video);
  await owner.waitFor(fid, 'converted');
  const ask = (path: () => string) => {
    const time = timed(async () => {
      const { status } = await stranger.call({ path: path() });
      if (status !== 404) throw new Error(`A foreign fid is answered by ${status}.`);
    });
    return () => sleep(PAUSE_MS).then(time);
  };
  return await requireSameTime(
    [ask(() => `/download?fid=${fid}`), ask(() => `/download?fid=${randomUUID()}`)],
    {
      samples: 300,
      finest: 0.5,
      random,
    },
  );
}

/** One job that has an MP3, and one that failed. */
async function jobsOfEachKind(owner: Customer, video: Buffer): Promise<string[]> {
  const converted = await owner.upload(video);
  const failed = await owner.upload(video.subarray(0, 1_000));
  await owner.waitFor(converted.fid, 'converted');
  await owner.waitFor(failed.fid, 'failed');
  return [converted.fid, failed.fid];
}

type Row = Record<string, unknown>;

/** All that the database knows of a customer's jobs, once they are at rest: told to everybody, and their hints confirmed. */
async function snapshot({ query }: World, owner: Customer): Promise<Row[]> {
  return await until(`the jobs of ${owner.email} are at rest`, async () => {
    const rows = await query(
      `select job.*, (select count(*)::int from jobs.blob where blob.fid = job.fid and remove_at is null) as blobs,
         (select count(*)::int from notification.delivery where delivery.fid = job.fid and status = 'pending') as pending
       from jobs.job where owner = $1 order by fid`,
      [owner.id],
    );
    const isAtRest = (row: Row) => row.notified_at && row.is_publish_confirmed && row.pending === 0;
    return rows.every(isAtRest) ? rows : undefined;
  });
}

/** In what the owner's jobs are not what they were, a sentence each. */
function findChanges(before: readonly Row[], after: readonly Row[]): string[] {
  if (after.length !== before.length)
    return [`The owner had ${before.length} jobs, and has ${after.length}.`];
  return before.flatMap((row, index) =>
    Object.entries(row)
      .map(([column, value]) => [column, String(value), String(after[index]?.[column])] as const)
      .filter(([, was, is]) => was !== is)
      .map(([column, was, is]) => `${column} of the owner’s job was ${was}, and is ${is}.`),
  );
}

/** What a stranger sees of an answer, but for what differs between any two: the time, and what is left of a second's requests. */
function visible({ status, headers, body }: Answer): string {
  const others = Object.entries(headers).filter(
    ([name]) => name !== 'date' && !name.startsWith('x-ratelimit-'),
  );
  return JSON.stringify([status, others, body.toString()]);
}

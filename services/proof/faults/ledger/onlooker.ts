import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Customer, Job } from '@vc/local/ledger/customer.ts';

/** Somebody who looks at customers' jobs all the time, also at those that are not finished. */
export interface Onlooker {
  /** What was seen that nobody may ever see, in a sentence each; empty afterwards. */
  takeBreaches(): string[];
  close(): Promise<void>;
}

const PAUSE_MS = 200;
const ANSWER_LIMIT_MS = 5_000;
/** Newest first: what changes is among them. */
const PAGE = 20;
/** Tried in vain in each round: more would be load. */
const UNFINISHED_A_ROUND = 2;

const ENDED = ['converted', 'failed', 'canceled'];

/**
 * Looks on at what is visible: whatever can be downloaded is a whole MP3 of a job that has ended, and what has ended stays
 * so. Requests that fail are not its business: the customers' books have those.
 */
export function startOnlooker(url: string, customers: () => readonly Customer[]): Onlooker {
  const breaches: string[] = [];
  const ended = new Map<string, string>();
  const whole = new Set<string>();
  const stopping = new AbortController();

  async function ask(customer: Customer, path: string): Promise<Buffer | undefined> {
    const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(ANSWER_LIMIT_MS)]);
    const headers = { authorization: customer.authorization, connection: 'close' };
    try {
      const answer = await fetch(url + path, { headers, signal });
      const body = Buffer.from(await answer.arrayBuffer());
      return answer.status === 200 ? body : undefined;
    } catch {
      return undefined; // cut, or nobody there
    }
  }

  async function readJson<T>(customer: Customer, path: string): Promise<T | undefined> {
    const body = await ask(customer, path);
    return body && (JSON.parse(body.toString()) as T);
  }

  function checkEnding({ fid, status }: Job): void {
    const before = ended.get(fid);
    if (before && before !== status) breaches.push(`${fid} had ended as ${before}, and was ${status} later`);
    if (ENDED.includes(status)) ended.set(fid, status);
  }

  async function checkDownload(customer: Customer, { fid }: Job): Promise<void> {
    const bytes = await ask(customer, `/download?fid=${fid}`);
    if (!bytes) return;
    const job = await readJson<Job>(customer, `/jobs/${fid}`); // read afterwards: it may have ended just now
    if (!job) return;
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    if (job.status !== 'converted') breaches.push(`${fid} is ${job.status}, and could be downloaded`);
    else if (sha256 !== job.mp3?.sha256)
      breaches.push(`${fid} gave ${bytes.length} bytes that are not its MP3`);
    else whole.add(fid);
  }

  async function look(customer: Customer): Promise<void> {
    const page = await readJson<{ jobs: Job[] }>(customer, `/jobs?limit=${PAGE}`);
    const jobs = page?.jobs ?? [];
    jobs.forEach(checkEnding);
    const finished = jobs.filter(({ fid, status }) => status === 'converted' && !whole.has(fid));
    const unfinished = jobs.filter(({ status }) => status === 'stored' || status === 'converting');
    for (const job of [...finished, ...unfinished.slice(0, UNFINISHED_A_ROUND)]) {
      await checkDownload(customer, job);
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await Promise.all(customers().map(look));
      await sleep(PAUSE_MS, undefined, { signal: stopping.signal }).catch(() => {});
    }
  }

  const running = run();
  return {
    takeBreaches: () => breaches.splice(0),
    async close() {
      stopping.abort();
      await running;
    },
  };
}

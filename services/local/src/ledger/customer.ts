import { randomUUID } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { waitUntil } from '../waiting.ts';
import { emptyLedger, isExcusable, type Ledger } from './ledger.ts';

/** Somebody who does not give up, and keeps books about what was promised. */
export interface Customer {
  email: string;
  /** For requests that are not in the books. */
  authorization: string;
  ledger: Ledger;
  /** Sends the customer's video until it is accepted, under one `Idempotency-Key`. @returns the `fid` */
  upload(): Promise<string>;
  /** Cancels a job, which the books then say, unless it has ended before. @returns whether it was in time */
  cancel(fid: string): Promise<boolean>;
  /** How the job is. */
  readJob(fid: string): Promise<Job>;
  /** Waits until it has ended. @throws where it has not ended well */
  waitForMp3(fid: string, onLook?: (job: Job) => void): Promise<void>;
  /** All jobs there are. */
  listJobs(): Promise<Job[]>;
  download(fid: string): Promise<Buffer>;
  /** The video that each of this customer's jobs is made of, and how long it is. */
  video: Video;
}

/** A video and how long it is. */
export interface Video {
  file: string;
  seconds: number;
}

/** What we read of one. */
export interface Job {
  fid: string;
  status: string;
  mp3: { size: number; sha256: string } | null;
  notifications: { channel: string; status: string; epoch: number }[];
}

interface Answer {
  status: number;
  body: Buffer;
}

const PAUSE_MS = 250;

/** An answer takes no longer, even while a datastore is looked for. */
const ANSWER_LIMIT_MS = 30_000;

/** What was killed has long come back by then. */
const PATIENCE_MS = 180_000;

/** Each request has a connection of its own, as one of curl has: none is kept open to a pod that goes. */
export function openBooks(
  url: string,
  { email, authorization }: Pick<Customer, 'email' | 'authorization'>,
  video: Video,
): Customer {
  const ledger = emptyLedger();

  async function ask(method: string, path: string, init: RequestInit = {}): Promise<Answer> {
    const answer = await fetch(url + path, {
      ...init,
      method,
      headers: { authorization, connection: 'close', ...init.headers },
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
    });
    return { status: answer.status, body: Buffer.from(await answer.arrayBuffer()) };
  }

  /** Asks until the answer is good, and writes down each that is not. */
  async function insist(
    method: string,
    path: string,
    makeInit?: () => Promise<RequestInit>,
  ): Promise<Buffer> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const outcome = await ask(method, path, await makeInit?.()).catch(nameFailure);
      if ('body' in outcome && outcome.status < 300) return outcome.body;
      const reason = 'body' in outcome ? { status: outcome.status, code: readCode(outcome.body) } : outcome;
      const request = `${method} ${path}`;
      ledger.refused.push({ at: new Date().toISOString(), request, ...reason });
      if (!isExcusable(reason) || Date.now() > deadline) {
        throw new Error(`${request} of ${email}: ${reason.status ?? ''} ${reason.code}`);
      }
      await sleep(PAUSE_MS);
    }
  }

  const read = async <T>(path: string) => JSON.parse((await insist('GET', path)).toString()) as T;

  const customer: Customer = {
    email,
    authorization,
    ledger,
    video,
    async upload() {
      const key = randomUUID();
      const headers = { 'idempotency-key': key };
      const body = await insist('POST', '/upload', async () => ({
        headers,
        body: await makeForm(video.file),
      }));
      const { fid } = JSON.parse(body.toString()) as { fid: string };
      ledger.accepted.push({ key, fid });
      return fid;
    },
    async cancel(fid) {
      for (;;) {
        const outcome = await ask('POST', `/jobs/${fid}/cancel`).catch(() => undefined);
        if (outcome && (outcome.status < 300 || outcome.status === 409)) break;
        await sleep(PAUSE_MS);
      }
      // An answer that was lost may have been a yes.
      const isCanceled = (await customer.readJob(fid)).status === 'canceled';
      if (isCanceled) ledger.canceled.push(fid);
      return isCanceled;
    },
    readJob: fid => read(`/jobs/${fid}`),
    async waitForMp3(fid, onLook) {
      const hasEnded = async () => {
        const job = await customer.readJob(fid);
        onLook?.(job);
        if (['failed', 'canceled'].includes(job.status)) throw new Error(`${fid} has ended as ${job.status}`);
        await sleep(PAUSE_MS);
        return job.status === 'converted';
      };
      await waitUntil(`${fid} is converted`, hasEnded, PATIENCE_MS);
    },
    async listJobs() {
      const jobs: Job[] = [];
      let next: string | null = '';
      while (next !== null) {
        const page: { jobs: Job[]; next: string | null } = await read(
          `/jobs?limit=100${next && `&cursor=${next}`}`,
        );
        jobs.push(...page.jobs);
        next = page.next;
      }
      return jobs;
    },
    download: fid => insist('GET', `/download?fid=${fid}`),
  };
  return customer;
}

async function makeForm(video: string): Promise<FormData> {
  const form = new FormData();
  form.append('file', await openAsBlob(video), 'video.mp4');
  return form;
}

/** Of a broken connection: `fetch` hides the reason in the cause. */
function nameFailure(error: Error): { status?: number; code: string } {
  const { code, message } = (error.cause ?? error) as NodeJS.ErrnoException;
  return { code: code ?? message };
}

function readCode(body: Buffer): string {
  try {
    return (JSON.parse(body.toString()) as { code: string }).code;
  } catch {
    return body.toString().slice(0, 100);
  }
}

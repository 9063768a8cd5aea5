import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTemporaryDirectory, removeDirectory } from '@vc/local/temporary-directory.ts';
import { waitUntil } from '../../local/node/waiting.ts';
import { readMails } from '../mails.ts';
import { requireMp3 } from '../mp3.ts';
import type { Customer, Job } from './customer.ts';
import { audit, type Ending } from './ledger.ts';

/** A job whose worker was killed waits for the lease to end, and a mail for the one who was killed while sending it. */
const LIMIT_MS = 240_000;

/**
 * Waits until nothing is left to be done, and holds the customers' books against what they find then.
 *
 * @throws where a promise was broken
 */
export async function settle(customers: readonly Customer[]): Promise<void> {
  for (const customer of customers) {
    await waitUntil(`all is done for ${customer.email}`, () => isAllDone(customer), LIMIT_MS);
  }
  const problems: string[] = [];
  for (const customer of customers) problems.push(...audit(customer.ledger, await readEndings(customer)));
  if (problems.length > 0) throw new Error(`${problems.length} breaches: ${problems.join('; ')}`);
}

/** What there was, in numbers: a ledger without entries proves nothing. */
export function countEntries(customers: readonly Customer[]): { accepted: number; refused: number } {
  const sum = (list: 'accepted' | 'refused') =>
    customers.reduce((total, { ledger }) => total + ledger[list].length, 0);
  return { accepted: sum('accepted'), refused: sum('refused') };
}

/** Only what is sent or refused for good can bring no second mail later. */
async function isAllDone(customer: Customer): Promise<boolean> {
  const jobs = await customer.listJobs();
  return jobs.every(
    ({ status, notifications }) =>
      !['stored', 'converting'].includes(status) &&
      notifications.length > 0 &&
      notifications.every(notification => notification.status !== 'pending'),
  );
}

async function readEndings(customer: Customer): Promise<Ending[]> {
  const mails = await readMails(customer.email);
  const jobs = await customer.listJobs();
  const findProblem = await checkMp3s(customer, jobs);
  return jobs.map(({ fid, status }) => {
    const mp3Problem = findProblem.get(fid);
    const ids = mails.filter(({ text }) => text.includes(fid)).map(({ messageId }) => messageId);
    return { fid, status, mails: ids, ...(mp3Problem ? { mp3Problem } : {}) };
  });
}

/** Downloads all; what is the same byte for byte is decoded once. @returns what is wrong, by `fid` */
async function checkMp3s(customer: Customer, jobs: readonly Job[]): Promise<Map<string, string>> {
  const problems = new Map<string, string>();
  const verdicts = new Map<string, string | undefined>();
  const folder = await createTemporaryDirectory();
  try {
    for (const { fid, mp3, status } of jobs) {
      if (status !== 'converted') continue;
      const bytes = await customer.download(fid);
      const hash = createHash('sha256').update(bytes).digest('hex');
      if (!verdicts.has(hash)) verdicts.set(hash, await judge(bytes, join(folder, hash), customer));
      const problem = hash === mp3?.sha256 ? verdicts.get(hash) : 'the MP3 is not the one that was stored';
      if (problem) problems.set(fid, problem);
    }
  } finally {
    await removeDirectory(folder);
  }
  return problems;
}

/** @returns what is wrong with an MP3 of a customer's video */
async function judge(bytes: Buffer, file: string, { video }: Customer): Promise<string | undefined> {
  await writeFile(file, bytes);
  return requireMp3(file, video.seconds).then(
    () => undefined,
    (error: Error) => error.message,
  );
}

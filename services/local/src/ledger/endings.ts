import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTemporaryDirectory, removeDirectory } from '../temporary-directory.ts';
import type { Customer, Job } from './customer.ts';
import type { Ending, Notice } from './ledger.ts';
import { requireMp3 } from './mp3.ts';

/** How all of a customer's jobs have ended: what the API says, what a download gives, and what came in of notifications. */
export async function readEndings(
  customer: Customer,
  readNotices: (job: Job) => readonly Notice[],
): Promise<Ending[]> {
  const jobs = await customer.listJobs();
  const findProblem = await checkMp3s(customer, jobs);
  return jobs.map(job => {
    const mp3Problem = findProblem.get(job.fid);
    const { fid, status } = job;
    return { fid, status, notices: readNotices(job), ...(mp3Problem ? { mp3Problem } : {}) };
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

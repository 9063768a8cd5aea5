import { openAsBlob } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Job } from '@vc/contracts/job.ts';
import { startTestProduct } from '@vc/local/testing/product.ts';
import { waitUntil } from '@vc/local/waiting.ts';
import { SAMPLE } from '../../../../converter/test/generated-media.ts';
import type { HostileFile, Lure } from '../hostile-file.ts';
import { childrenOf, watchChildren } from './child-memory.ts';
import { judgeEnding } from './ending.ts';
import { CONVERSION_SECONDS, MAX_SECONDS, MOST_MEMORY } from './limits.ts';

/** The whole product, and a user of it. */
export interface RunningProduct extends AsyncDisposable {
  /** Makes each file, uploads it, waits for its job to end, and returns what is wrong, a sentence each. */
  tryAll(files: readonly HostileFile[], signal: AbortSignal): Promise<string[]>;
  /** What is wrong now that nothing is going on: a good video must convert, and nothing may be left. */
  inspect(): Promise<string[]>;
}

/** Longer than any conversion may take: what has not ended then is tried again and again. */
const PATIENCE_MS = (CONVERSION_SECONDS + 30) * 1_000;

/** What the real sample becomes. */
const GOOD: HostileFile = {
  name: 'a good video',
  upload: 'taken',
  outcomes: ['converted'],
  seconds: [5.2, 5.5],
  make: async () => {},
};

/** Starts it. */
export async function startRunningProduct(directory: string, lure: Lure): Promise<RunningProduct> {
  const converter = { MAX_DURATION_SECONDS: `${MAX_SECONDS}`, CONVERSION_SECONDS: `${CONVERSION_SECONDS}` };
  const product = await startTestProduct({ converter });
  const { token } = await product.newUser();
  const { converter: service } = product.services;
  const pid = service.pid;
  const memory = watchChildren(() => service.pid);
  const spool = service.variables.TEMP_DIR ?? '';
  await mkdir(directory);

  const ask = (path: string, init: RequestInit = {}) =>
    fetch(product.url + path, { ...init, headers: { authorization: `Bearer ${token}` } });
  const readJob = async (fid: string) => (await (await ask(`/jobs/${fid}`)).json()) as Job;

  async function send(file: HostileFile, source: string, mp3: string): Promise<string[]> {
    const form = new FormData();
    form.set('file', await openAsBlob(source), file.uploadName ?? 'video.mp4');
    const answer = await ask('/upload', { method: 'POST', body: form });
    const body = (await answer.json()) as Job & { code?: string };
    const isTaken = answer.status === 202;
    if (!isTaken && answer.status !== 415) return [`upload was answered with ${answer.status} ${body.code}`];
    if (file.upload !== 'either' && isTaken !== (file.upload === 'taken'))
      return [`upload was answered with ${answer.status}`];
    return isTaken ? await watch(file, body.fid, mp3) : [];
  }

  async function watch(file: HostileFile, fid: string, mp3: string): Promise<string[]> {
    let job = await readJob(fid);
    const hasEnded = async () => {
      job = await readJob(fid);
      return job.status === 'converted' || job.status === 'failed';
    };
    const waited = await waitUntil('it has ended', hasEnded, PATIENCE_MS).catch((error: Error) => error);
    if (waited instanceof Error) return [`its job is still ${job.status}`];
    if (!job.mp3) {
      const code = job.error?.code ?? 'gave-up';
      return code === 'gave-up' ? ['its job was given up'] : judgeEnding(file, { outcome: code });
    }
    await writeFile(mp3, (await ask(`/download?fid=${fid}`)).body ?? '');
    return judgeEnding(file, { outcome: 'converted', duration: job.mp3.duration, mp3 });
  }

  return {
    async tryAll(files, signal) {
      const breaches: string[] = [];
      const source = join(directory, 'video');
      const mp3 = join(directory, 'mp3');
      for (const file of files) {
        signal.throwIfAborted();
        await file.make(source, lure);
        breaches.push(...(await send(file, source, mp3)).map(breach => `${file.name}, uploaded: ${breach}`));
        for (const made of [source, mp3]) await rm(made, { force: true });
      }
      return breaches;
    },
    async inspect() {
      const breaches = (await send(GOOD, SAMPLE, join(directory, 'good.mp3'))).map(
        breach => `a good video afterwards: ${breach}`,
      );
      const peak = memory.peak('');
      if (peak > MOST_MEMORY) breaches.push(`a process needed ${Math.round(peak / 2 ** 20)} MiB of memory`);
      if (service.pid !== pid) breaches.push('the converter has crashed');
      const left = childrenOf(pid);
      if (left.length > 0) breaches.push(`${left.length} processes are left`);
      const files = (await readdir(spool, { recursive: true })).filter(name => name.includes('job-'));
      if (files.length > 0) breaches.push(`files are left: ${files}`);
      return breaches;
    },
    async [Symbol.asyncDispose]() {
      memory[Symbol.dispose]();
      await product.remove();
    },
  };
}

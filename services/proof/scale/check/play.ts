import { setTimeout as sleep } from 'node:timers/promises';
import type { DemoClient } from '@vc/local/demo/client.ts';
import type { JobTimes, JobWatch } from '../../job-watch.ts';
import type { Upload } from './trace.ts';

/** One upload as it went: when it was sent, and what became of its job. */
export type Played = Upload & JobTimes;

/** Uploads by several people in turn, each at its time, and waits until all are converted. A user may have three uploads at once. */
export async function play(
  uploads: readonly Upload[],
  people: readonly DemoClient[],
  jobs: JobWatch,
  signal: AbortSignal,
): Promise<Played[]> {
  const beginning = performance.now();
  return await Promise.all(
    uploads.map(async (upload, index) => {
      const leftMs = beginning + 1_000 * upload.at - performance.now();
      await sleep(Math.max(0, leftMs), undefined, { signal });
      const person = people[index % people.length];
      if (!person) throw new RangeError('nobody uploads');
      const { fid } = await person.upload(upload.video.file, () => {});
      return { ...upload, ...(await jobs.times(fid)) };
    }),
  );
}

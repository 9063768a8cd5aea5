import type { JobRow } from '@vc/jobs/schema.ts';
import { Problem } from '@vc/kit/problem.ts';

/** What a download needs to know of a job's result; `size` in bytes. */
export type Mp3 = { file: string; size: number; sha256: string };

/**
 * The result of a job.
 *
 * @throws {Problem} 409 with `Retry-After` while there is none, 410 when it has expired
 */
export function requireMp3(job: JobRow): Mp3 {
  if (job.mp3_file !== null && job.mp3_size !== null && job.mp3_sha256 !== null) {
    return { file: job.mp3_file, size: job.mp3_size, sha256: job.mp3_sha256 };
  }
  switch (job.state) {
    case 'expired':
      throw gone();
    case 'failed':
      throw notThere('job-failed', `There is no MP3: ${job.error_detail}`, 60);
    case 'canceled':
      throw notThere('job-canceled', 'There is no MP3: the job was canceled.', 60);
    default:
      throw notThere('not-ready', 'The MP3 is not ready yet. Ask again, or watch /events.', 5);
  }
}

/** 410: there was an MP3, and there will not be again. */
export const gone = () => new Problem(410, 'gone', 'The MP3 has expired. Upload the video again.');

const notThere = (code: string, detail: string, seconds: number) =>
  new Problem(409, code, detail, { headers: { 'retry-after': String(seconds) } });

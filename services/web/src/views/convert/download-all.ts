import type { Job } from '@vc/contracts/job.ts';
import { downloadPath } from '../../api/jobs.ts';

/** Between two downloads: browsers drop those that are begun in the same moment. */
const PAUSE_MS = 300;

/** Downloads the MP3s, each under its own name; the browser may ask whether several are all right. */
export async function downloadAll(jobs: readonly Pick<Job, 'fid'>[]): Promise<void> {
  for (const { fid } of jobs) {
    const link = document.createElement('a');
    link.href = downloadPath(fid);
    link.download = '';
    link.click();
    await new Promise(resolve => setTimeout(resolve, PAUSE_MS));
  }
}

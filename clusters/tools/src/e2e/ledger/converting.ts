import type { Customer } from '@vc/local/ledger/customer.ts';
import type { ClusterTarget } from '../../cluster/target.ts';

/** Waits until so many videos are converted at once. A converter takes one at a time, so as many of them are at work. */
export async function waitForConverting(
  { session }: ClusterTarget,
  customers: readonly Customer[],
  count: number,
): Promise<void> {
  await session.waitFor(`${count} videos are converted at once`, async () => {
    const jobs = await Promise.all(customers.map(({ listJobs }) => listJobs()));
    return jobs.flat().filter(({ status }) => status === 'converting').length >= count;
  });
}

import { runSuccessfully } from '@vc/local/command.ts';
import type { Variables } from '@vc/local/product/environment.ts';
import type { ServiceProcess } from '@vc/local/product/service-process.ts';
import { waitUntil } from '@vc/local/waiting.ts';
import { findRunning, signal } from '../instruments/processes.ts';
import { mountSmallDisk } from '../instruments/small-disk.ts';
import { letTimePass } from './passing-time.ts';
import type { Scene } from './scene.ts';

const DISK_MIB = 32;

/** A converter runs out of disk, memory and CPU time. None of it is the video's fault, so the job is tried again. */
export async function resourceOutages({ attempt, world, long, newCustomers }: Scene): Promise<void> {
  const { converter } = world.product.services;

  const waitForFailure = (fid: string) =>
    waitUntil('the attempt has failed', async () => {
      const rows = await world.query(
        `select from jobs.job where fid = $1 and state = 'stored' and attempts > 0 and next_attempt_at > now()`,
        [fid],
      );
      return rows.length > 0;
    });

  await attempt('converter with a full disk', async () => {
    await using disk = await mountSmallDisk(DISK_MIB);
    const before = converter.variables.TEMP_DIR ?? '';
    await restart(converter, { TEMP_DIR: disk.directory });
    try {
      const filled = await disk.fill();
      const [customer] = await newCustomers(1);
      const fid = (await customer?.upload()) ?? '';
      await waitForFailure(fid);
      await disk.empty();
      await letTimePass(world, 1);
      await customer?.waitForMp3(fid);
      return `${Math.round(filled / 2 ** 20)} MiB filled, 1 job`;
    } finally {
      await restart(converter, { TEMP_DIR: before });
    }
  });

  /** Ends ffmpeg in the middle of its work. */
  async function killFfmpeg(kill: (pid: number) => Promise<void>): Promise<void> {
    const [customer] = await newCustomers(1, long);
    const fid = (await customer?.upload()) ?? '';
    let pid: number | undefined;
    await waitUntil('ffmpeg runs', async () => {
      [pid] = findRunning('ffmpeg', converter.pid ?? 0);
      return pid !== undefined;
    });
    await kill(pid ?? 0);
    await waitForFailure(fid);
    await letTimePass(world, 1);
  }

  await attempt('ffmpeg killed for its memory', async () => {
    await killFfmpeg(async pid => {
      if (!signal(pid, 'SIGKILL')) throw new Error('ffmpeg had ended before'); // as the kernel does when memory is short
    });
    return '1 ffmpeg';
  });

  await attempt('ffmpeg killed for its CPU time', async () => {
    // Both limits alike: the kernel kills at once, without the warning that ffmpeg takes for the end of its file.
    await killFfmpeg(
      async pid => void (await runSuccessfully(['prlimit', '--pid', String(pid), '--cpu=1:1'])),
    );
    return '1 ffmpeg';
  });
}

async function restart(service: ServiceProcess, changed: Variables): Promise<void> {
  await service.stop();
  await service.start(changed);
}

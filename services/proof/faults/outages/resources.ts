import { runCommand } from '@vc/local/command.ts';
import type { Video } from '@vc/local/ledger/customer.ts';
import { makeVideo } from '@vc/local/ledger/made-video.ts';
import type { Variables } from '@vc/local/product/environment.ts';
import type { ServiceProcess } from '@vc/local/product/service-process.ts';
import { waitUntil } from '@vc/local/waiting.ts';
import { findRunning, signal } from '../instruments/processes.ts';
import { mountSmallDisk } from '../instruments/small-disk.ts';
import { letTimePass } from './passing-time.ts';
import type { Scene } from './scene.ts';

const DISK_MIB = 32;

/** Seconds of sound whose encoding takes more than a second, the least limit of CPU time, also of half of it. */
const BUSY_SECONDS = 900;

/** A converter runs out of disk, memory and CPU time. None of it is the video's fault, so the job is tried again. */
export async function resourceOutages({ attempt, world, long, newCustomers }: Scene): Promise<void> {
  const { converter } = world.product.services;

  async function hasFailed(fid: string): Promise<boolean> {
    const rows = await world.query(
      `select from jobs.job where fid = $1 and state = 'stored' and attempts > 0 and next_attempt_at > now()`,
      [fid],
    );
    return rows.length > 0;
  }

  await attempt('converter with a full disk', async () => {
    await using disk = await mountSmallDisk(DISK_MIB);
    const before = converter.variables.TEMP_DIR ?? '';
    await restart(converter, { TEMP_DIR: disk.directory });
    try {
      const filled = await disk.fill();
      const [customer] = await newCustomers(1);
      const fid = (await customer?.upload()) ?? '';
      await waitUntil('the attempt has failed', () => hasFailed(fid));
      await disk.empty();
      await letTimePass(world, 1);
      await customer?.waitForMp3(fid);
      return `${Math.round(filled / 2 ** 20)} MiB filled, 1 job`;
    } finally {
      await restart(converter, { TEMP_DIR: before });
    }
  });

  /** Ends each ffmpeg in the middle of its work, until the attempt has failed: parts that are lost are encoded at once instead. */
  async function killFfmpeg(video: Video, kill: (pid: number) => Promise<boolean>): Promise<string> {
    const [customer] = await newCustomers(1, video);
    const fid = (await customer?.upload()) ?? '';
    const killed = new Set<number>();
    await waitUntil('the attempt has failed', async () => {
      for (const pid of findRunning('ffmpeg', converter.pid ?? 0)) {
        if (!killed.has(pid) && (await kill(pid))) killed.add(pid);
      }
      return hasFailed(fid);
    });
    await letTimePass(world, 1);
    await customer?.waitForMp3(fid);
    return `${killed.size} times`;
  }

  // As the kernel does when memory is short.
  await attempt('ffmpeg killed for its memory', () => killFfmpeg(long, async pid => signal(pid, 'SIGKILL')));

  // Both limits alike: the kernel kills at once, without the warning that ffmpeg takes for the end of its file.
  await attempt('ffmpeg killed for its CPU time', async () => {
    const limit = (pid: number) => runCommand(['prlimit', '--pid', String(pid), '--cpu=1:1']);
    return killFfmpeg(await makeVideo(BUSY_SECONDS), async pid => (await limit(pid)).code === 0);
  });
}

async function restart(service: ServiceProcess, changed: Variables): Promise<void> {
  await service.stop();
  await service.start(changed);
}

import { readMemory } from '../process-memory.ts';
import { hold, type Part } from './part.ts';
import { sendVideo } from './send-video.ts';
import { startGatewaySink } from './served.ts';

const MIB = 2 ** 20;

/** "No growth", with room for what a garbage collector may put off. */
const NO_GROWTH = { atMost: 1.1 };

/** The most memory that a gateway ever takes for one upload, small against large, in a fresh process each. */
export const memory: Part = {
  name: 'memory',
  async run(bench) {
    const { small, large } = bench.sizes.memoryBytes;
    const figures = await hold(bench, { baseline: () => measurePeak(small), ours: () => measurePeak(large) });
    const what = `peak memory of the gateway: upload of ${small / MIB} MiB, of ${large / MIB} MiB`;
    return [{ what, unit: 'MiB', figures, aim: NO_GROWTH }];
  },
};

async function measurePeak(bytes: number): Promise<number> {
  await using gateway = await startGatewaySink();
  await sendVideo(gateway, bytes);
  return await readMemory(gateway.pid, 'peak'); // while it lives
}

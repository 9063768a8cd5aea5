import { seconds } from './measure.ts';
import { hold, type Part } from './part.ts';
import { sendVideo, type Target } from './send-video.ts';
import { startBareSink, startGatewaySink } from './served.ts';

const MIB = 2 ** 20;
const WARM_UP_BYTES = 128 * MIB;

/**
 * Uploads through the whole gateway, but for storage, against a server that throws bodies away; and against one that hashes
 * them first, which tells the gateway's own share from the price of a hash.
 */
export const upload: Part = {
  name: 'upload',
  async run(bench) {
    await using bare = await startBareSink({ hashes: false });
    await using hashing = await startBareSink({ hashes: true });
    await using gateway = await startGatewaySink();
    const bytes = bench.sizes.uploadBytes;
    const throughput = async (target: Target) =>
      bytes / MIB / (await seconds(() => sendVideo(target, bytes)));
    const compare = (baseline: Target) =>
      hold(bench, { baseline: () => throughput(baseline), ours: () => throughput(gateway) });

    for (const target of [bare, hashing, gateway]) await sendVideo(target, WARM_UP_BYTES);
    const what = `upload of ${bytes / MIB} MiB`;
    return [
      {
        what: `${what}: bare Node sink, gateway with a null sink`,
        unit: 'MiB/s',
        figures: await compare(bare),
        aim: { atLeast: 0.8 },
      },
      {
        what: `${what}: bare Node sink that hashes, the same gateway`,
        unit: 'MiB/s',
        figures: await compare(hashing),
      },
    ];
  },
};

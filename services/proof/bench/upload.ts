import { startProgram } from './child-program.ts';
import { seconds } from './measure.ts';
import { hold, type Part } from './part.ts';
import { sendVideo, type Target } from './send-video.ts';

const MIB = 2 ** 20;
const WARM_UP_BYTES = 64 * MIB;

/** Uploads through the whole gateway, but for storage, against a server that throws bodies away. */
export const upload: Part = {
  name: 'upload',
  async run(bench) {
    await using bareProgram = await startProgram('bare-sink.ts');
    await using gatewayProgram = await startProgram('gateway-sink.ts');
    const bare = JSON.parse(bareProgram.firstLine) as Target;
    const gateway = JSON.parse(gatewayProgram.firstLine) as Target;
    const { uploadBytes } = bench.sizes;
    const throughput = async (target: Target) =>
      uploadBytes / MIB / (await seconds(() => sendVideo(target, uploadBytes)));

    for (const target of [bare, gateway]) await sendVideo(target, WARM_UP_BYTES);
    const figures = await hold(bench, {
      baseline: () => throughput(bare),
      ours: () => throughput(gateway),
    });
    const what = `upload of ${uploadBytes / MIB} MiB: bare Node sink, gateway with a null sink`;
    return [{ what, unit: 'MiB/s', figures, aim: { atLeast: 0.6 } }];
  },
};

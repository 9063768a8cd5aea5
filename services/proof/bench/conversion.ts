import { join } from 'node:path';
import { createTemporaryDirectory, removeDirectory } from '@vc/local/temporary-directory.ts';
import { convertFile } from '../../converter/src/conversion.ts';
import { createFfmpegTranscoder } from '../../converter/src/ffmpeg-transcoder.ts';
import { seconds } from './measure.ts';
import { hold, type Part } from './part.ts';
import { timePlainFfmpeg } from './plain-ffmpeg.ts';
import { makeVideo } from './video.ts';

const FOUR_HOURS = 4 * 3_600;

/** What a job does between its files, probe and verification included, against ffmpeg alone, on the same local file. */
export const conversion: Part = {
  name: 'conversion',
  async run(bench) {
    const { signal } = bench;
    bench.tell('the video is made');
    const video = await makeVideo(bench.sizes.videoSeconds, signal);
    const transcoder = await createFfmpegTranscoder({ timeLimitMs: 1_500_000 });
    await using opened = new AsyncDisposableStack();
    const directory = await createTemporaryDirectory();
    opened.defer(() => removeDirectory(directory));

    const target = join(directory, 'mp3');
    const request = { name: 'in.mp4', maxSeconds: FOUR_HOURS };
    const convert = () => convertFile(transcoder, video, target, request, { signal, onProgress() {} });
    const figures = await hold(bench, {
      baseline: () => timePlainFfmpeg(video, directory, signal),
      ours: () => seconds(convert),
    });
    const what = `conversion of ${bench.sizes.videoSeconds} s, 5 Mbps: plain ffmpeg, our pipeline`;
    return [{ what, unit: 's', figures, aim: { atMost: 1.15 } }];
  },
};

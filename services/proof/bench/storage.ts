import { logIn } from '@vc/local/demo/client.ts';
import { startTestProduct } from '@vc/local/testing/product.ts';
import { startJobStopwatch } from './job-stopwatch.ts';
import { hold, type Part } from './part.ts';
import { timePlainFfmpeg } from './plain-ffmpeg.ts';
import { makeVideo } from './video.ts';

/** A job of the running product from its claim to `converted`: bytes out of the store and into it, lease, commits. */
export const storage: Part = {
  name: 'storage',
  async run(bench) {
    const { signal, sizes } = bench;
    bench.tell('the video is made');
    const video = await makeVideo(sizes.videoSeconds, signal);

    bench.tell('the product starts');
    await using opened = new AsyncDisposableStack();
    const product = await startTestProduct();
    opened.defer(() => product.remove());
    const stopwatch = opened.use(await startJobStopwatch(product.databaseUrls.jobs_owner));
    const { email, password } = await product.newUser();
    const client = await logIn(product.url, email, password);

    const figures = await hold(bench, {
      baseline: () => timePlainFfmpeg(video, product.directory, signal),
      ours: async () => stopwatch.time((await client.upload(video, () => {})).fid),
    });
    const what = `conversion of ${sizes.videoSeconds} s, 5 Mbps: plain ffmpeg, a job with its storage`;
    return [{ what, unit: 's', figures }];
  },
};

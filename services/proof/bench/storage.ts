import { logIn } from '@vc/local/demo/client.ts';
import { startTestProduct } from '@vc/local/testing/product.ts';
import { startJobWatch } from '../job-watch.ts';
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
    const watch = opened.use(await startJobWatch(product.databaseUrls.jobs_owner));
    const { email, password } = await product.newUser();
    const client = await logIn(product.url, email, password);

    const figures = await hold(bench, {
      baseline: () => timePlainFfmpeg(video, product.directory, signal),
      ours: async () => (await watch.times((await client.upload(video, () => {})).fid)).served,
    });
    const what = `conversion of ${sizes.videoSeconds} s, 5 Mbps: plain ffmpeg, a job with its storage`;
    return [{ what, unit: 's', figures }];
  },
};

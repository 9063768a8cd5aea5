import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runSuccessfully } from '../../src/command.ts';
import { createTemporaryDirectory, removeDirectory } from '../../src/temporary-directory.ts';
import { startTestProduct, type TestProduct } from '../../src/testing/product.ts';
import { decodedSeconds, probe, SAMPLE } from './media.ts';
import { actAs } from './user.ts';

let product: TestProduct;
let media: string;

beforeAll(async () => {
  [product, media] = await Promise.all([startTestProduct(), createTemporaryDirectory()]);
});
afterAll(() => Promise.all([product?.remove(), media && removeDirectory(media)]));

/** A curl call as a user types it. */
const curl = (...args: string[]) => runSuccessfully(['curl', '-sS', ...args]);

/** The sample has 5.31 s of sound; an MP3 ends with a whole frame, and begins with the encoder's delay. */
function expectSampleLength(seconds: number | undefined): void {
  expect(seconds).toBeGreaterThan(5.25);
  expect(seconds).toBeLessThan(5.4);
}

describe('the three lines that existing users have', () => {
  test('turn the real sample into a playable MP3 and tell by mail', async () => {
    const { email, password } = await product.newUser();
    const bunny = join(media, 'video.mp3');

    const token = await curl('-X', 'POST', `${product.url}/login`, '-u', `${email}:${password}`);
    expect(token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);

    const bearer = `Authorization: Bearer ${token}`;
    const answer = await curl('-X', 'POST', '-F', `file=@${SAMPLE}`, '-H', bearer, `${product.url}/upload`);
    const { fid, message } = JSON.parse(answer) as { fid: string; message: string };
    expect(message).toBe('success!');

    const job = await actAs(product.url, token).waitFor(fid, 'converted');
    await curl('--output', bunny, '-H', bearer, `${product.url}/download?fid=${fid}`);

    const { streams, format } = await probe(bunny);
    expect(streams).toMatchObject([{ codec_name: 'mp3', channels: 2, sample_rate: '48000' }]);
    expectSampleLength(Number(format.duration));
    expectSampleLength(await decodedSeconds(bunny));
    expect(format.tags?.title).toBeTruthy();
    expect(job).toMatchObject({ name: 'bigbuckbunny.mp4', progress: 1, bitrate: '128', error: null });
    expectSampleLength(job.mp3?.duration);

    await expect.poll(() => product.mailSink.mails(email).length, { timeout: 20_000 }).toBe(1);
    const [mail] = product.mailSink.mails(email);
    for (const body of [mail?.text, mail?.html]) {
      expect(body).toContain(fid);
      expect(body).toContain(`${product.url}/download?fid=${fid}`);
    }
    await expect
      .poll(async () => (await actAs(product.url, token).job(fid)).notifications)
      .toMatchObject([{ channel: 'email', status: 'sent', epoch: 0 }]);
  });
});

describe('what is not a video with sound', () => {
  test('a video without audio ends as a failed job, with a mail that says why', async () => {
    const { email, token } = await product.newUser();
    const silent = join(media, 'silent.mp4');
    await runSuccessfully([
      'ffmpeg',
      '-v',
      'error',
      '-f',
      'lavfi',
      '-i',
      'testsrc=duration=1:size=64x64',
      '-y',
      silent,
    ]);
    const user = actAs(product.url, token);
    const { fid } = await user.upload(silent);
    const job = await user.waitFor(fid, 'failed');
    expect(job.error).toMatchObject({ code: 'no-audio' });
    expect((await user.fetch(`/download?fid=${fid}`)).status).toBe(409);
    await expect.poll(() => product.mailSink.mails(email).length, { timeout: 20_000 }).toBe(1);
    expect(product.mailSink.mails(email)[0]?.text).toContain(job.error?.detail);
  });

  test('a truncated mp4 is found to be corrupt', async () => {
    const { token } = await product.newUser();
    const cut = join(media, 'cut.mp4');
    await runSuccessfully([
      'ffmpeg',
      '-v',
      'error',
      '-i',
      SAMPLE,
      '-c',
      'copy',
      '-movflags',
      '+faststart',
      '-y',
      cut,
    ]);
    await truncate(cut, 500_000);
    const user = actAs(product.url, token);
    const { fid } = await user.upload(cut);
    const job = await user.waitFor(fid, 'failed');
    expect(job.error?.code).toBe('corrupt');
  });

  test.each([
    ['a text file named .mp4', 'this is not a video at all\n'.repeat(50)],
    ['an empty file', ''],
  ])('%s is refused at the upload', async (_name, content) => {
    const { token } = await product.newUser();
    const file = join(media, 'text.mp4');
    await writeFile(file, content);
    const form = new FormData();
    form.set('file', new Blob([content]), 'text.mp4');
    const answer = await actAs(product.url, token).fetch('/upload', { method: 'POST', body: form });
    expect(answer.status).toBe(415);
    expect(await answer.json()).toMatchObject({ code: 'not-a-video' });
  });
});

describe('two users', () => {
  test('never see each other’s job, on any route', async () => {
    const [ada, bob] = await Promise.all([product.newUser(), product.newUser()]);
    const owner = actAs(product.url, ada.token);
    const stranger = actAs(product.url, bob.token);
    const { fid } = await owner.upload(SAMPLE, { name: 'прекрасный день 🐰.mp4' });
    await owner.waitFor(fid, 'converted');

    const unknown = '00000000-0000-7000-8000-000000000000';
    for (const [method, path] of [
      ['GET', '/download?fid='],
      ['GET', '/jobs/'],
      ['DELETE', '/jobs/'],
      ['POST', '/jobs/', '/cancel'],
      ['POST', '/jobs/', '/retry'],
    ] as const) {
      const suffix = path === '/jobs/' && method === 'POST' ? '/cancel' : '';
      const answers = await Promise.all(
        [fid, unknown].map(id => stranger.fetch(path + id + suffix, { method })),
      );
      expect(answers.map(answer => answer.status)).toEqual([404, 404]);
      const [theirs, none] = await Promise.all(answers.map(answer => answer.text()));
      expect(theirs).toBe(none);
    }
    expect(await (await stranger.fetch('/jobs')).json()).toEqual({ jobs: [], next: null });
    const download = await owner.fetch(`/download?fid=${fid}`);
    expect(download.headers.get('content-disposition')).toContain(
      `filename*=UTF-8''${encodeURIComponent('прекрасный день 🐰.mp3')}`,
    );
  });
});

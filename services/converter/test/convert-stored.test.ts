import { access, mkdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { MissingFileError } from '@vc/blobs/read.ts';
import { ObjectId } from 'mongodb';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { convertStored } from '../src/convert-stored.ts';
import { createFfmpegTranscoder } from '../src/ffmpeg-transcoder.ts';
import type { Transcoder } from '../src/transcoder.ts';
import { Verdict } from '../src/verdict.ts';
import { convertLikeJob } from './convert-like-job.ts';
import { createMediaMaker, type MediaMaker } from './generated-media.ts';
import { createStores, type TestStores } from './test-converter.ts';

let stores: TestStores;
let files: MediaMaker;
let transcoder: Transcoder;
beforeAll(async () => {
  stores = await createStores();
  files = await createMediaMaker();
  transcoder = await createFfmpegTranscoder({ timeLimitMs: 60_000 });
});
afterAll(async () => {
  await stores.close();
  await files.remove();
});
afterEach(() => void vi.useRealTimers());

/** Eight seconds of uncompressed picture with a second of sound at a time, as cameras interleave them: 18 MB. */
const cameraFile = () =>
  files.make(
    'camera.mov',
    ...['-f', 'lavfi', '-i', 'testsrc2=size=320x240:rate=15:duration=8'],
    ...['-f', 'lavfi', '-i', 'anoisesrc=color=pink:sample_rate=48000:duration=8:seed=7'],
    ...['-c:v', 'rawvideo', '-pix_fmt', 'uyvy422', '-c:a', 'aac', '-chunk_duration', '1000000'],
  );

/** Stores a file and converts it with a transcoder. */
async function convert(path: string, using = transcoder, prepare = async (_file: string) => {}) {
  const { video_file: file } = await stores.addJob(path);
  if (!file) throw new Error('nothing stored');
  await prepare(file);
  const folder = join(files.directory, file);
  await mkdir(folder);
  const target = join(folder, 'mp3');
  const request = { name: 'upload.mp4', maxSeconds: 14_400 };
  const options = { signal: new AbortController().signal, onProgress() {} };
  const made = await convertStored(
    { media: stores.media, transcoder: using },
    file,
    { folder, target },
    request,
    options,
  );
  return { ...made, folder, target };
}

/** Takes a chunk out of the middle of a stored file. */
async function removeChunk(file: string, n: number): Promise<void> {
  const chunks = stores.media.db.collection('videos.chunks');
  const { deletedCount } = await chunks.deleteOne({ files_id: ObjectId.createFromHexString(file), n });
  expect(deletedCount).toBe(1);
}

it('makes the same MP3 without what is only seen, which is neither fetched nor kept', async () => {
  const file = await cameraFile();
  const made = await convert(file, transcoder, stored => removeChunk(stored, 6));
  const whole = await convertLikeJob(transcoder, files.directory, file);
  expect((await readFile(made.target)).equals(await readFile(whole.target))).toBe(true);
  expect((await stat(join(made.folder, 'audio'))).size).toBeLessThan((await stat(file)).size / 20);
  await expect(access(join(made.folder, 'video'))).rejects.toThrow('ENOENT');
});

it('fails where a chunk with audio is missing', async () => {
  await expect(convert(await cameraFile(), transcoder, file => removeChunk(file, 0))).rejects.toThrow(
    MissingFileError,
  );
});

/** A transcoder to which everything but a whole file is corrupt. */
const strict = (onProbe = () => {}): Transcoder => ({
  ...transcoder,
  async probe(file) {
    onProbe();
    if (basename(file) !== 'video') throw new Verdict('corrupt', 'a part');
    return transcoder.probe(file);
  },
});

it('gives a verdict on the whole file only', async () => {
  const made = await convert(await cameraFile(), strict());
  expect(made.duration).toBeCloseTo(8, 0);
});

it('does not repeat what took minutes to fail', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const slow = strict(() => void vi.advanceTimersByTime(300_000));
  await expect(convert(await cameraFile(), slow)).rejects.toThrow(Verdict);
});

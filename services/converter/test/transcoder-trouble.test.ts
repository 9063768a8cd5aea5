import { access, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFfmpegTranscoder } from '../src/ffmpeg-transcoder.ts';
import { planConversion } from '../src/plan.ts';
import type { Transcoder } from '../src/transcoder.ts';
import { createMediaMaker, type MediaMaker, SAMPLE } from './generated-media.ts';
import { findProcesses } from './processes.ts';

let media: MediaMaker;
let transcoder: Transcoder;
beforeAll(async () => {
  media = await createMediaMaker();
  transcoder = await createFfmpegTranscoder({ timeLimitMs: 60_000 });
});
afterAll(() => media.remove());

const unending = { signal: new AbortController().signal, onProgress() {} };
let count = 0;
const freshTarget = () => join(media.directory, `${count++}.mp3`);

describe('trouble that may pass', () => {
  /** Takes some seconds to convert, and little to make. */
  const long = () =>
    media.make(
      'half-hour.mkv',
      '-f',
      'lavfi',
      '-i',
      'anullsrc=r=8000:cl=mono',
      '-c:a',
      'pcm_u8',
      '-t',
      '1800',
    );
  const plan = async (file: string) =>
    planConversion(await transcoder.probe(file), { name: 'x', maxSeconds: 14_400 });

  it('leaves neither a process nor a file when it is told to stop in the middle', async () => {
    const file = await long();
    const target = freshTarget();
    const stop = new AbortController();
    const running = transcoder.transcode(file, target, await plan(file), {
      signal: stop.signal,
      onProgress: () => stop.abort(new Error('lease lost')),
    });
    await expect(running).rejects.toThrow('lease lost');
    await expect(access(target)).rejects.toThrow('ENOENT');
    expect(await findProcesses(target)).toEqual([]);
  });

  it('starts nothing when it is told to stop before', async () => {
    const target = freshTarget();
    const options = { ...unending, signal: AbortSignal.abort(new Error('lease lost')) };
    await expect(transcoder.transcode(SAMPLE, target, await plan(SAMPLE), options)).rejects.toThrow(
      'lease lost',
    );
    await expect(access(target)).rejects.toThrow('ENOENT');
  });

  it('kills when the time is up', async () => {
    const file = await long();
    const hasty = await createFfmpegTranscoder({ timeLimitMs: 100 });
    const running = hasty.transcode(file, freshTarget(), await plan(file), unending);
    await expect(running).rejects.toThrow('ffmpeg took too long');
  });

  it('is a full disk', async () => {
    const target = freshTarget();
    await symlink('/dev/full', target);
    const running = transcoder.transcode(SAMPLE, target, await plan(SAMPLE), unending);
    await expect(running).rejects.toThrow('No space left on device');
    await expect(running).rejects.not.toHaveProperty('code');
  });

  it('is a process that cannot be started', async () => {
    const oversized = { ...(await plan(SAMPLE)), tags: { title: 'x'.repeat(200_000) } };
    const running = transcoder.transcode(SAMPLE, freshTarget(), oversized, unending);
    await expect(running).rejects.toThrow('E2BIG');
  });
});

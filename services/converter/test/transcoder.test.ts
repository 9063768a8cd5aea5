import { stat } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFfmpegTranscoder } from '../src/ffmpeg-transcoder.ts';
import type { Request } from '../src/plan.ts';
import type { Transcoder } from '../src/transcoder.ts';
import { convertLikeJob } from './convert-like-job.ts';
import {
  createMediaMaker,
  H264,
  inspect,
  type MediaMaker,
  picture,
  SAMPLE,
  tone,
} from './generated-media.ts';

const VP8 = ['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8'];

let media: MediaMaker;
let transcoder: Transcoder;
beforeAll(async () => {
  media = await createMediaMaker();
  transcoder = await createFfmpegTranscoder({ timeLimitMs: 60_000 });
});
afterAll(() => media.remove());

const convert = (file: string, request: Partial<Request> = {}, onProgress = (_share: number) => {}) =>
  convertLikeJob(transcoder, media.directory, file, request, onProgress);

describe('every container and codec', () => {
  it.each([
    ['aac.mp4', ...H264, '-c:a', 'aac'],
    ['ac3.m4v', '-f', 'mp4', ...H264, '-c:a', 'ac3'],
    ['pcm.mov', ...H264, '-c:a', 'pcm_s16le'],
    ['alac.mov', ...H264, '-c:a', 'alac'],
    ['flac.mkv', ...H264, '-c:a', 'flac'],
    ['ac3.mkv', ...H264, '-c:a', 'ac3'],
    ['opus.mkv', ...H264, '-c:a', 'libopus'],
    ['vorbis.webm', ...VP8, '-c:a', 'libvorbis'],
    ['opus.webm', ...VP8, '-c:a', 'libopus'],
    ['mp3.avi', '-c:v', 'mpeg4', '-c:a', 'libmp3lame'],
    ['pcm.avi', '-c:v', 'mpeg4', '-c:a', 'pcm_s16le'],
    ['mp3.flv', '-c:v', 'flv1', '-c:a', 'libmp3lame'],
    ['aac.flv', ...H264, '-c:a', 'aac'],
    ['aac.ts', ...H264, '-c:a', 'aac'],
    ['mp2.ts', '-c:v', 'mpeg2video', '-r', '25', '-c:a', 'mp2'],
    ['mp2.mpg', '-c:v', 'mpeg2video', '-r', '25', '-c:a', 'mp2'],
    ['aac.3gp', '-c:v', 'h263', '-c:a', 'aac'],
    ['wma.wmv', '-c:v', 'wmv2', '-c:a', 'wmav2'],
    ['vorbis.ogv', '-c:v', 'libtheora', '-c:a', 'libvorbis'],
  ])('converts %s', async (name, ...args) => {
    const file = await media.make(name, ...picture(3), ...tone(3), ...args);
    const { target, duration } = await convert(file, { bitrate: '128' });
    const { streams, format } = await inspect(target);
    expect(streams).toHaveLength(1);
    expect(streams[0]).toMatchObject({ codec_name: 'mp3', channels: 1, bit_rate: '128000' });
    expect(Number(format.duration)).toBeCloseTo(duration, 1);
    expect(duration).toBeGreaterThan(2.8);
    expect(duration).toBeLessThan(3.3);
  });
});

describe('the sample', () => {
  it('becomes an MP3 of 5.3 s, stereo from 5.1, tagged with its title', async () => {
    const shares: number[] = [];
    const { target, duration, bitrate } = await convert(
      SAMPLE,
      { name: 'Big Buck Bunny.mp4' },
      share => void shares.push(share),
    );
    const { streams, format } = await inspect(target);
    expect(bitrate).toBe('128');
    expect(duration).toBeGreaterThan(5.25);
    expect(duration).toBeLessThan(5.4);
    expect(Number(format.duration)).toBeCloseTo(duration, 1);
    expect(streams[0]).toMatchObject({ channels: 2, sample_rate: '48000', bit_rate: '128000' });
    expect(format.tags).toMatchObject({ title: 'Big Buck Bunny' });
    expect(shares.at(-1)).toBeGreaterThan(0.9);
  });
});

describe('the MP3', () => {
  it('keeps title and artist of the file and tells nothing else of it', async () => {
    const tags = ['title=A tale of two', 'artist=Adä', 'location=+52.5+013.4/'].flatMap(tag => [
      '-metadata',
      tag,
    ]);
    const file = await media.make('tagged.mp4', ...picture(1), ...tone(1), ...H264, ...tags);
    const { format } = await inspect((await convert(file)).target);
    expect(format.tags).toEqual({
      title: 'A tale of two',
      artist: 'Adä',
      encoder: expect.stringMatching(/^Lavf/),
    });
  });

  it.each([
    [11_025, '44100'],
    [96_000, '48000'],
  ])('has a sample rate that every bitrate knows: %i Hz becomes %s', async (rate, expected) => {
    const file = await media.make(
      `${rate}.mov`,
      ...picture(2),
      ...tone(2, rate),
      ...H264,
      '-c:a',
      'pcm_s24le',
    );
    const { streams } = await inspect((await convert(file, { bitrate: '320' })).target);
    expect(streams[0]).toMatchObject({ sample_rate: expected, bit_rate: '320000', channels: 1 });
  });

  it('can have a variable bitrate, with a length in its header all the same', async () => {
    const best = await convert(SAMPLE, { bitrate: 'v0' });
    const worst = await convert(SAMPLE, { bitrate: 'v9' });
    expect([best.bitrate, worst.bitrate]).toEqual(['v0', 'v9']);
    expect(worst.duration).toBeCloseTo(best.duration, 1);
    expect((await stat(best.target)).size).toBeGreaterThan(2 * (await stat(worst.target)).size);
  });

  it('is a copy where the audio is MP3 and no bitrate is asked', async () => {
    const file = await media.make('copy.avi', ...picture(3), ...tone(3), '-c:a', 'libmp3lame', '-b:a', '96k');
    const { bitrate, target, duration } = await convert(file);
    expect(bitrate).toBe('copy');
    expect((await inspect(target)).streams[0]).toMatchObject({ bit_rate: '96000' });
    expect(duration).toBeCloseTo(3, 0);
  });

  it('holds the track that the container marks as default', async () => {
    const inputs = [...picture(2), ...tone(2), ...tone(2, 48_000), '-map', '0', '-map', '1', '-map', '2'];
    const marks = ['-disposition:a:0', '0', '-disposition:a:1', 'default'];
    const file = await media.make('two.mkv', ...inputs, ...H264, '-c:a', 'flac', ...marks);
    expect((await inspect((await convert(file)).target)).streams[0]).toMatchObject({ sample_rate: '48000' });
  });

  it.each(['short.mkv', 'short.flv', 'short.wmv', 'short.ts'])(
    'may end before the video does: %s',
    async name => {
      const { duration } = await convert(await media.make(name, ...picture(9), ...tone(3)));
      expect(duration).toBeCloseTo(3, 0);
    },
  );
});

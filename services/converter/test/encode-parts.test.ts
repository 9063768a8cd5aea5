import { randomUUID } from 'node:crypto';
import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RequestedBitrate } from '@vc/contracts/bitrate.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFfmpegTranscoder } from '../src/ffmpeg-transcoder.ts';
import { FRAME_SAMPLES } from '../src/mp3/frame.ts';
import { type EncodingPlan, encodeParts } from '../src/parallel/encode-parts.ts';
import { OVERLAP_FRAMES } from '../src/parallel/split.ts';
import { planConversion } from '../src/plan.ts';
import type { Segment, Transcoder } from '../src/transcoder.ts';
import { createMediaMaker, hashSamples, type MediaMaker } from './generated-media.ts';
import { findFaults } from './mp3-structure.ts';
import { findProcesses } from './processes.ts';

let media: MediaMaker;
let transcoder: Transcoder;
beforeAll(async () => {
  media = await createMediaMaker();
  transcoder = await createFfmpegTranscoder({ timeLimitMs: 60_000 });
});
afterAll(() => media.remove());

/** Noise with tones that change: an encoder's reservoir has work. */
const MUSIC = [
  ...['-f', 'lavfi', '-i', 'anoisesrc=color=pink:amplitude=0.2:sample_rate=48000:seed=1'],
  ...[
    '-f',
    'lavfi',
    '-i',
    "aevalsrc='0.3*sin(2*PI*(220+40*floor(2*t))*t)|0.3*sin(2*PI*330*t)*(1-mod(t,1))':s=48000",
  ],
  ...['-filter_complex', 'amix=inputs=2:normalize=0'],
];

/** Begins of parts, in frames, as they are for files of these lengths. */
const cutAt = (...frames: number[]): Segment[] =>
  [0, ...frames].map((frame, n) => {
    const next = frames[n];
    const start = frame * FRAME_SAMPLES;
    return next === undefined ? { start } : { start, end: (next + OVERLAP_FRAMES) * FRAME_SAMPLES };
  });
const IN_TWO = cutAt(49 * 4);

const endless = { signal: new AbortController().signal, onProgress(_seconds: number) {} };

async function planFor(file: string, bitrate: RequestedBitrate) {
  const video = await transcoder.probe(file);
  const plan = planConversion(video, { name: 'x.mp4', maxSeconds: 14_400, bitrate }) as EncodingPlan;
  return { plan, seconds: video.audio[0]?.duration ?? 0 };
}

async function encode(file: string, bitrate: RequestedBitrate, segments = IN_TWO, options = endless) {
  const { plan, seconds } = await planFor(file, bitrate);
  const target = join(media.directory, randomUUID());
  const isJoined = await encodeParts(transcoder, file, target, plan, { segments, seconds }, options);
  return { isJoined, target, plan };
}

async function expectSameSound(file: string, bitrate: RequestedBitrate, segments = IN_TWO): Promise<void> {
  const { isJoined, target, plan } = await encode(file, bitrate, segments);
  expect(isJoined).toBe(true);
  const single = join(media.directory, randomUUID());
  await transcoder.transcode(file, single, plan, endless);
  expect(await findFaults(single)).toEqual([]);
  expect(await findFaults(target)).toEqual([]);
  expect(await hashSamples(target)).toBe(await hashSamples(single));
}

describe('audio that is encoded in parts sounds as if it had been encoded at once, sample for sample', () => {
  it.each<[string, RequestedBitrate, ...string[]]>([
    ['aac.mp4', '64'],
    ['aac.mp4', '128'],
    ['aac.mp4', '320'],
    ['aac.mp4', 'v0'],
    ['aac.mp4', 'v4'],
    ['aac.mp4', 'v9'],
    ['aac44.mp4', '128', '-ar', '44100'],
    ['aac44.mp4', '192', '-ar', '44100'],
    ['aac44.mp4', 'v2', '-ar', '44100'],
    ['mono44.mp4', '96', '-ar', '44100', '-ac', '1'],
    ['mono44.mp4', 'v7', '-ar', '44100', '-ac', '1'],
    ['ac3.mkv', '128', '-c:a', 'ac3'],
    ['surround.mkv', '128', '-c:a', 'ac3', '-ac', '6'],
    ['opus.mkv', '128', '-c:a', 'libopus'],
    ['vorbis22.mkv', '112', '-c:a', 'libvorbis', '-ar', '22050'],
    ['s24-96.mov', '160', '-c:a', 'pcm_s24le', '-ar', '96000'],
    ['s16.mov', '128', '-c:a', 'pcm_s16le'],
    ['flac32.mkv', '256', '-c:a', 'flac', '-ar', '32000'],
  ])('%s at %s', async (name, bitrate, ...args) => {
    await expectSameSound(await media.make(name, ...MUSIC, '-t', '14', ...args), bitrate);
  });

  it('whatever its length is', async () => {
    for (const rest of [-1, 0, 1, 575, 576, 1_105]) {
      const filter = [
        ...MUSIC.slice(0, -1),
        `${MUSIC.at(-1)},atrim=end_sample=${540 * FRAME_SAMPLES + rest}`,
      ];
      await expectSameSound(await media.make(`${rest}.mov`, ...filter, '-c:a', 'pcm_s16le'), '128');
    }
  });

  it('in three parts, which may be shorter than what they overlap by', async () => {
    const file = await media.make('aac.mp4', ...MUSIC, '-t', '14');
    await expectSameSound(file, '128', cutAt(49 * 2, 49 * 6));
    await expectSameSound(file, '128', cutAt(49 * 2, 49 * 4, 49 * 6));
  });
});

describe('audio is to be encoded at once', () => {
  it('where the parts are not alike', async () => {
    const file = await media.make('aac44.mp4', ...MUSIC, '-t', '14', '-ar', '44100');
    const { isJoined, target } = await encode(file, '128', cutAt(49 * 4 + 1)); // other frames are padded
    expect(isJoined).toBe(false);
    await expect(access(target)).rejects.toThrow('ENOENT');
  });

  it('where it has not the length that was declared', async () => {
    const file = await media.make('aac.mp4', ...MUSIC, '-t', '14');
    const { plan } = await planFor(file, '128');
    const parts = { segments: IN_TWO, seconds: 15 };
    expect(await encodeParts(transcoder, file, join(media.directory, 'longer'), plan, parts, endless)).toBe(
      false,
    );
  });

  it('where one process fails, which ends the others', async () => {
    const { plan, seconds } = await planFor(await media.make('aac.mp4', ...MUSIC, '-t', '14'), '128');
    const gone = join(media.directory, 'gone.mp4');
    const parts = { segments: IN_TWO, seconds };
    expect(await encodeParts(transcoder, gone, join(media.directory, 'x'), plan, parts, endless)).toBe(false);
  });
});

it('tells how far all parts are, and leaves no process and no part, also when it is told to stop', async () => {
  const long = ['-f', 'lavfi', '-i', 'anullsrc=r=48000:cl=stereo', '-c:a', 'flac', '-t', '3600'];
  const file = await media.make('hour.mkv', ...long);
  const stop = new AbortController();
  const heard: number[] = [];
  const onProgress = (seconds: number) => {
    heard.push(seconds);
    if (seconds > 0) stop.abort(new Error('lease lost'));
  };
  const segments = cutAt(49 * 1_500);
  await expect(encode(file, '320', segments, { signal: stop.signal, onProgress })).rejects.toThrow(
    'lease lost',
  );
  expect(heard.at(-1)).toBeLessThan(3_600);
  expect(await findProcesses(media.directory)).toEqual([]);
  expect((await readdir(media.directory)).filter(name => name.includes('.part-'))).toEqual([]);
});

import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBeginning } from '../src/beginning.ts';
import { convertGrowing } from '../src/convert-growing.ts';
import { createFfmpegTranscoder } from '../src/ffmpeg-transcoder.ts';
import { growFile } from '../src/growing-file.ts';
import { planAudioOnly, readAudioOnly } from '../src/mp4/audio-only.ts';
import type { Request } from '../src/plan.ts';
import type { Media, Transcoder } from '../src/transcoder.ts';
import { Verdict } from '../src/verdict.ts';
import { convertLikeJob } from './convert-like-job.ts';
import { createMediaMaker, H264, hashSamples, type MediaMaker, picture } from './generated-media.ts';
import { openLocalChunks } from './local-chunks.ts';
import { findProcesses } from './processes.ts';

let media: MediaMaker;
let transcoder: Transcoder;
beforeAll(async () => {
  media = await createMediaMaker();
  transcoder = await createFfmpegTranscoder({ timeLimitMs: 60_000 });
});
afterAll(() => media.remove());

const NOISE = ['-f', 'lavfi', '-i', 'anoisesrc=color=pink:sample_rate=48000:duration=40:seed=7'];
const make = (name: string, ...args: string[]) =>
  media.make(name, ...picture(40), ...NOISE, ...H264, ...args);

const endless = { signal: new AbortController().signal, onProgress() {} };
const using = (processes: number) => ({ ...endless, countProcesses: async () => processes });
const [oneProcess, twoProcesses] = [using(1), using(2)];

/** Bytes of a file, the last of which do not come before somebody lets them. */
async function* inTwo(bytes: Buffer, { enough, rest }: { enough: number; rest: Promise<void> }) {
  yield bytes.subarray(0, enough);
  await rest;
  for (let at = enough; at < bytes.length; at += 100_000) {
    yield bytes.subarray(at, at + 100_000);
    await sleep(1);
  }
}

/** Converts bytes that come in two parts; the second when the first conversion of the first has begun. */
async function convertInTwo(
  bytes: Buffer,
  {
    isInOrder,
    request = {},
    options = oneProcess,
    changed = {},
  }: {
    isInOrder?: boolean;
    request?: Partial<Request>;
    options?: typeof oneProcess;
    changed?: Partial<Transcoder>;
  } = {},
) {
  const begun = Promise.withResolvers<void>();
  const sources: string[] = [];
  const watched: Transcoder = {
    ...transcoder,
    ...changed,
    transcode(source, ...others) {
      sources.push(typeof source === 'string' ? 'complete' : 'growing');
      begun.resolve();
      return transcoder.transcode(source, ...others);
    },
  };
  const path = join(media.directory, randomUUID());
  const enough = Math.floor(bytes.length / 2);
  const file = growFile(path, inTwo(bytes, { enough, rest: begun.promise }), options.signal);
  const read =
    isInOrder === undefined
      ? () => readBeginning(path)
      : async () => ({ isSequential: isInOrder, tellsLength: true });
  const target = join(media.directory, randomUUID());
  const spooled = { file, enough, readBeginning: read };
  // What is not converted before it is complete would wait for ever.
  void Promise.race([begun.promise, sleep(2_000)]).then(() => begun.resolve());
  const made = await convertGrowing(
    watched,
    spooled,
    target,
    { name: 'upload.mp4', maxSeconds: 14_400, ...request },
    options,
  );
  return { ...made, target, sources };
}

async function expectSameMp3(
  file: string,
  options: Parameters<typeof convertInTwo>[1] & { bytes?: Buffer } = {},
) {
  const made = await convertInTwo(options.bytes ?? (await readFile(file)), options);
  const whole = await convertLikeJob(transcoder, media.directory, file, options.request);
  expect({ ...made, target: '', sources: [] }).toEqual({ ...whole, target: '', sources: [] });
  expect((await readFile(made.target)).equals(await readFile(whole.target))).toBe(true);
  return made.sources;
}

describe('a file that is still coming gives the MP3 of the complete one, byte for byte, and is encoded once', () => {
  it.each([
    ['aac.mkv', '-c:a', 'aac'],
    ['mono.mkv', '-c:a', 'aac', '-ac', '1'],
    ['surround.mkv', '-c:a', 'ac3', '-ac', '6'],
    ['flac.mkv', '-c:a', 'flac'],
    ['pcm.mkv', '-c:a', 'pcm_s16le', '-ar', '22050'],
    ['opus.webm', '-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-c:a', 'libopus'],
    ['vorbis.webm', '-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-c:a', 'libvorbis'],
    ['fragments.mp4', '-movflags', '+frag_keyframe+empty_moov'],
    ['fragments.mov', '-movflags', '+frag_keyframe+empty_moov+default_base_moof'],
    ['cmaf.mp4', '-movflags', '+cmaf+frag_keyframe'],
  ])('%s', async (name, ...args) => {
    const sources = await expectSameMp3(await make(name, ...args));
    expect(sources).toEqual(['growing']);
  });

  it.each([
    ['aac.mp4', '-c:a', 'aac'],
    ['alac.mov', '-c:a', 'alac'],
    ['pcm.mov', '-c:a', 'pcm_s24be'],
    ['ac3.mp4', '-c:a', 'ac3'],
  ])('the audio of %s', async (name, ...args) => {
    const file = await make(name, ...args);
    await using stored = await openLocalChunks(file);
    const audio = await planAudioOnly(stored);
    const bytes = Buffer.concat(await Array.fromAsync(readAudioOnly(stored, audio)));
    expect(audio.isInOrder).toBe(true);
    expect(await expectSameMp3(file, { bytes, isInOrder: true })).toEqual(['growing']);
  });

  it('or, in parts, one that decodes to the same samples', async () => {
    const file = await make('aac.mkv', '-c:a', 'aac');
    const made = await convertInTwo(await readFile(file), { options: twoProcesses });
    const whole = await convertLikeJob(transcoder, media.directory, file);
    expect(made.sources).toEqual(['growing', 'growing']);
    expect(await hashSamples(made.target)).toBe(await hashSamples(whole.target));
  });
});

describe('the complete file decides', () => {
  it('where it may not be read from the beginning to the end', async () => {
    const sources = await expectSameMp3(await make('aac.mp4', '-c:a', 'aac'));
    expect(sources).toEqual(['complete']);
  });

  it('where audio is to be copied', async () => {
    const sources = await expectSameMp3(await make('mp3.mkv', '-c:a', 'libmp3lame'));
    expect(sources).toEqual(['complete']);
  });

  it('where it says something else than its beginning', async () => {
    const file = await make('aac.mkv', '-c:a', 'aac');
    let looks = 0;
    const mistaken = async (path: string): Promise<Media> => {
      const video = await transcoder.probe(path);
      looks += 1;
      return looks === 1 ? { ...video, tags: { title: 'Not the title' } } : video;
    };
    const sources = await expectSameMp3(file, { changed: { probe: mistaken } });
    expect(sources).toEqual(['growing', 'complete']);
  });

  it('where its beginning cannot be read', async () => {
    const file = await make('aac.mkv', '-c:a', 'aac');
    let looks = 0;
    const doubtful = async (path: string): Promise<Media> => {
      looks += 1;
      if (looks === 1) throw new Verdict('corrupt', 'a part');
      return transcoder.probe(path);
    };
    const sources = await expectSameMp3(file, { changed: { probe: doubtful } });
    expect(sources).toEqual(['complete']);
  });
});

it('leaves no process when the rest does not come', async () => {
  const bytes = await readFile(await make('aac.mkv', '-c:a', 'aac'));
  async function* failing() {
    yield bytes.subarray(0, 300_000);
    await sleep(500);
    throw new Error('the store is away');
  }
  const path = join(media.directory, randomUUID());
  const file = growFile(path, failing(), endless.signal);
  const spooled = { file, enough: 200_000, readBeginning: () => readBeginning(path) };
  const request = { name: 'upload.mkv', maxSeconds: 14_400 };
  const target = join(media.directory, randomUUID());
  await expect(convertGrowing(transcoder, spooled, target, request, twoProcesses)).rejects.toThrow(
    'the store is away',
  );
  expect(await findProcesses(media.directory)).toEqual([]);
});

it('ends at once when it is told to', async () => {
  const bytes = await readFile(await make('aac.mkv', '-c:a', 'aac'));
  const stop = new AbortController();
  const options = { ...twoProcesses, signal: stop.signal };
  setTimeout(() => stop.abort(new Error('lease lost')), 300);
  await expect(convertInTwo(bytes, { options })).rejects.toThrow();
  expect(await findProcesses(media.directory)).toEqual([]);
});

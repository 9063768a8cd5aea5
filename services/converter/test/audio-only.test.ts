import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFfmpegTranscoder } from '../src/ffmpeg-transcoder.ts';
import { planAudioOnly, readAudioOnly } from '../src/mp4/audio-only.ts';
import { Surprise } from '../src/mp4/surprise.ts';
import type { Request } from '../src/plan.ts';
import type { Transcoder } from '../src/transcoder.ts';
import { convertLikeJob } from './convert-like-job.ts';
import { createMediaMaker, H264, type MediaMaker, picture, SAMPLE, tone } from './generated-media.ts';
import { withLargeOffsets } from './large-offsets.ts';
import { openLocalChunks } from './local-chunks.ts';

/** Set in the environment for a longer look. */
const SEED = Number(process.env.SEED ?? 20_261_124);
const FLIPS = Number(process.env.FLIPS ?? 15);

let media: MediaMaker;
let transcoder: Transcoder;
beforeAll(async () => {
  media = await createMediaMaker();
  transcoder = await createFfmpegTranscoder({ timeLimitMs: 60_000 });
});
afterAll(() => media.remove());

/** Takes the audio of a file; what was fetched is counted in chunks. */
async function takeAudio(file: string, chunkSize?: number): Promise<{ little: string; share: number }> {
  await using stored = await openLocalChunks(file, chunkSize);
  const little = join(media.directory, randomUUID());
  await pipeline(readAudioOnly(stored, await planAudioOnly(stored)), createWriteStream(little));
  const share = new Set(stored.fetched).size / Math.ceil(stored.length / stored.chunkSize);
  return { little, share };
}

const convert = (file: string, request?: Partial<Request>) =>
  convertLikeJob(transcoder, media.directory, file, request);

async function expectSameMp3(file: string, request?: Partial<Request>): Promise<void> {
  const { little } = await takeAudio(file);
  const [whole, part] = [await convert(file, request), await convert(little, request)];
  expect({ ...part, target: '' }).toEqual({ ...whole, target: '' });
  expect((await readFile(part.target)).equals(await readFile(whole.target))).toBe(true);
  expect(await transcoder.probe(little)).toEqual(await transcoder.probe(file));
}

const NOISE = ['-f', 'lavfi', '-i', 'anoisesrc=color=pink:sample_rate=48000:duration=4:seed=7'];
const two = (...args: string[]) => [
  ...picture(4),
  ...NOISE,
  ...tone(4),
  '-map',
  '0',
  '-map',
  '1',
  '-map',
  '2',
  ...args,
];

describe('an MP3 from the audio alone is the one from the whole file, byte for byte', () => {
  it.each([
    ['back.mp4', ...H264],
    ['front.mp4', ...H264, '-movflags', '+faststart'],
    ['no-edits.mp4', ...H264, '-use_editlist', '0'],
    ['qt.mov', ...H264, '-c:a', 'aac'],
    ['stereo.mov', ...H264, '-c:a', 'aac', '-ac', '2'],
    ['surround.mp4', ...H264, '-ac', '6', '-c:a', 'aac'],
    ['alac.mov', ...H264, '-c:a', 'alac'],
    ['alac24.m4v', '-f', 'mp4', ...H264, '-c:a', 'alac', '-sample_fmt', 's32p'],
    ['s16.mov', ...H264, '-c:a', 'pcm_s16le'],
    ['s16be.mov', ...H264, '-c:a', 'pcm_s16be', '-ac', '2'],
    ['s24.mov', ...H264, '-c:a', 'pcm_s24le'],
    ['s24be.mov', ...H264, '-c:a', 'pcm_s24be', '-ac', '2'],
    ['s32.mov', ...H264, '-c:a', 'pcm_s32le'],
    ['u8.mov', ...H264, '-c:a', 'pcm_u8'],
    ['f32.mov', ...H264, '-c:a', 'pcm_f32le'],
    ['mulaw.mov', ...H264, '-c:a', 'pcm_mulaw'],
    ['ac3.mp4', ...H264, '-c:a', 'ac3'],
    ['eac3.mp4', ...H264, '-c:a', 'eac3'],
    ['opus.mp4', ...H264, '-c:a', 'libopus'],
    ['flac.mp4', ...H264, '-c:a', 'flac', '-strict', '-2'],
    ['mp2.mp4', ...H264, '-c:a', 'mp2'],
    ['amr-like.3gp', '-c:v', 'h263', '-c:a', 'aac', '-ar', '8000'],
    ['ima.mov', ...H264, '-c:a', 'adpcm_ima_qt', '-ac', '2'],
    ['timecode.mov', ...H264, '-timecode', '00:00:01:00'],
    [
      'tags.mp4',
      ...H264,
      '-metadata',
      'title=A song',
      '-metadata',
      'artist=Ada',
      '-metadata',
      'location=+1+1/',
    ],
    ['mdta.mov', ...H264, '-movflags', 'use_metadata_tags', '-metadata', 'title=A song'],
  ])('%s', async (name, ...args) => {
    await expectSameMp3(await media.make(name, ...picture(4), ...NOISE, ...args), { bitrate: '96' });
  });

  it('with chunk offsets of 64 bits', async () => {
    const file = await media.make('offsets.mp4', ...picture(4), ...NOISE, ...H264);
    const large = join(media.directory, 'large-offsets.mp4');
    await writeFile(large, withLargeOffsets(await readFile(file)));
    expect((await readFile(large)).includes('co64')).toBe(true);
    await expectSameMp3(large);
  });

  it('with sound that starts late, or early', async () => {
    for (const [name, offset] of [
      ['late', '0.7'],
      ['early', '-0.3'],
    ] as const) {
      const inputs = [...picture(4), '-itsoffset', offset, ...NOISE];
      await expectSameMp3(await media.make(`${name}.mp4`, ...inputs, ...H264));
    }
  });

  it('of the track that is marked, of several', async () => {
    const second = ['-disposition:a:0', '0', '-disposition:a:1', 'default'];
    await expectSameMp3(await media.make('first-of-two.mp4', ...two(...H264)));
    await expectSameMp3(await media.make('second-of-two.mp4', ...two(...H264, ...second)));
    await expectSameMp3(
      await media.make('second-of-two.mov', ...two(...H264, ...second, '-c:a', 'pcm_s16le')),
    );
  });

  it('that is a copy', async () => {
    const file = await media.make('copy.mp4', ...picture(4), ...NOISE, ...H264, '-c:a', 'libmp3lame');
    await expectSameMp3(file);
    expect(await convert(file)).toMatchObject({ bitrate: 'copy' });
  });

  it('with subtitles and chapters in the file', async () => {
    const titles = join(media.directory, 'titles.srt');
    await writeFile(titles, '1\n00:00:01,000 --> 00:00:02,000\nHello\n');
    const chapters = join(media.directory, 'chapters.txt');
    await writeFile(
      chapters,
      ';FFMETADATA1\ntitle=Song\n[CHAPTER]\nTIMEBASE=1/1\nSTART=0\nEND=2\ntitle=One\n',
    );
    const inputs = [...picture(4), ...NOISE, '-i', titles, '-i', chapters, '-map_metadata', '3'];
    const maps = ['-map', '0', '-map', '1', '-map', '2', '-c:s', 'mov_text'];
    const codecs = ['-c:v', 'libx264', '-preset', 'ultrafast', '-t', '4'];
    await expectSameMp3(await media.make('titles.mp4', ...inputs, ...maps, ...codecs));
  });

  it('of the sample', () => expectSameMp3(SAMPLE));
});

describe('what is fetched and kept', () => {
  const RICH = ['-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=25:duration=8'];
  const seconds = [
    '-map',
    '0',
    '-map',
    '1',
    '-c:v',
    'mpeg4',
    '-b:v',
    '20M',
    '-minrate',
    '20M',
    '-maxrate',
    '20M',
    '-bufsize',
    '1M',
  ];

  it('is the index and the chunks that hold audio', async () => {
    const interleaved = await media.make(
      'in.mov',
      ...RICH,
      ...NOISE,
      ...seconds,
      '-chunk_duration',
      '1000000',
      '-t',
      '4',
    );
    const { little, share } = await takeAudio(interleaved);
    expect(share).toBeLessThan(0.25);
    expect((await stat(little)).size).toBeLessThan((await stat(interleaved)).size * share);
    await expectSameMp3(interleaved);
  });
});

describe('a surprise, so that the whole file is read', () => {
  const cut = async (file: string, name: string, share: number) => {
    const bytes = await readFile(file);
    const target = join(media.directory, name);
    await writeFile(target, bytes.subarray(0, Math.floor(bytes.length * share)));
    return target;
  };
  const make = (name: string, ...args: string[]) =>
    media.make(name, ...picture(4), ...NOISE, ...H264, ...args);

  it.each([
    ['fragments', () => make('fragments.mp4', '-movflags', '+frag_keyframe+empty_moov')],
    ['fragments with data', () => make('fragments-2.mp4', '-movflags', '+frag_keyframe')],
    [
      'encryption',
      () =>
        make(
          'cenc.mp4',
          '-encryption_scheme',
          'cenc-aes-ctr',
          '-encryption_key',
          '0'.repeat(32),
          '-encryption_kid',
          '1'.repeat(32),
        ),
    ],
    ['no audio', () => media.make('mute.mp4', ...picture(2), ...H264)],
    [
      'a file that was cut off, index first',
      async () => cut(await make('whole-1.mp4', '-movflags', '+faststart'), 'cut-1.mp4', 0.6),
    ],
    ['a file that was cut off, index last', async () => cut(await make('whole-2.mp4'), 'cut-2.mp4', 0.6)],
    ['another container', () => make('other.mkv')],
  ])('is %s', async (_what, prepare) => {
    await expect(takeAudio(await prepare())).rejects.toThrow(Surprise);
  });
});

describe('an index with flipped bits', () => {
  /** Numbers that look random and are the same in every run (Lehmer's generator, modulus 2^31 - 1). */
  function createRandom(seed: number): (below: number) => number {
    let state = seed;
    return below => {
      state = (state * 48_271) % 2_147_483_647;
      return state % below;
    };
  }

  /** What comes of a file: its MP3, or why there is none. */
  const tryTo = async (file: string) =>
    convert(file).then(
      ({ target }) => readFile(target),
      (error: Error) => error,
    );

  it.each([
    ['flipped.mp4', []],
    ['flipped.mov', ['-c:a', 'pcm_s16le']],
  ])(
    'gives the MP3 of the whole file, unless it sends for the whole by a surprise or a verdict: %s',
    async (name, codec) => {
      const bytes = await readFile(await media.make(name, ...picture(2), ...NOISE, ...H264, ...codec));
      const [start, audio] = [bytes.indexOf('moov'), bytes.lastIndexOf('trak')];
      const random = createRandom(SEED);
      const seen = { surprises: 0, equal: 0, videoOnly: 0, failures: 0 };
      for (let round = 0; round < FLIPS; round += 1) {
        const flipped = Buffer.from(bytes);
        const place = start + random(bytes.length - start);
        flipped.writeUInt8(flipped.readUInt8(place) ^ (1 << random(8)), place);
        const file = join(media.directory, `${round}-${name}`);
        await writeFile(file, flipped);
        const taken = await takeAudio(file).catch((error: Error) => error);
        if (taken instanceof Error) {
          expect(taken).toBeInstanceOf(Surprise);
          seen.surprises += 1;
          continue;
        }
        const [part, whole] = [await tryTo(taken.little), await tryTo(file)];
        if (part instanceof Error) seen.failures += 1;
        else if (whole instanceof Error) {
          // Damage to the tables of the video costs the whole file, but not what is heard.
          expect(place, whole.message).toBeLessThan(audio);
          seen.videoOnly += 1;
        } else {
          expect(part.equals(whole), `the bit that was flipped at ${place}`).toBe(true);
          seen.equal += 1;
        }
        for (const used of [file, taken.little]) await rm(used);
      }
      expect(seen.surprises).toBeGreaterThan(0);
      expect(seen.equal).toBeGreaterThan(0);
    },
  );
});

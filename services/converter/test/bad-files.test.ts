import { createReadStream, createWriteStream } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFfmpegTranscoder } from '../src/ffmpeg-transcoder.ts';
import type { Request } from '../src/plan.ts';
import type { Transcoder } from '../src/transcoder.ts';
import { convertLikeJob } from './convert-like-job.ts';
import { createMediaMaker, H264, type MediaMaker, picture, tone } from './generated-media.ts';

let media: MediaMaker;
let transcoder: Transcoder;
beforeAll(async () => {
  media = await createMediaMaker();
  transcoder = await createFfmpegTranscoder({ timeLimitMs: 60_000 });
});
afterAll(() => media.remove());

const convert = (file: string, request: Partial<Request> = {}) =>
  convertLikeJob(transcoder, media.directory, file, request);

async function cut(file: string, name: string, range: { start?: number; end?: number }): Promise<string> {
  const target = join(media.directory, name);
  await pipeline(createReadStream(file, range), createWriteStream(target));
  return target;
}

async function write(name: string, content: string): Promise<string> {
  const file = join(media.directory, name);
  await writeFile(file, content);
  return file;
}

describe('a bad file', () => {
  it('without audio is no-audio', async () => {
    await expect(convert(await media.make('mute.mp4', ...picture(1)))).rejects.toMatchObject({
      code: 'no-audio',
    });
  });

  it.each([
    ['text.mp4', 'hello world, this is not a video'],
    ['zero.mp4', ''],
  ])('that is no video is not-a-video: %s', async (name, content) => {
    await expect(convert(await write(name, content))).rejects.toMatchObject({ code: 'not-a-video' });
  });

  it('that is an MP3 already is not-a-video', async () => {
    await expect(convert(await media.make('plain.mp3', ...tone(1)))).rejects.toMatchObject({
      code: 'not-a-video',
    });
  });

  it.each([['whole-front.mp4', '-movflags', '+faststart'], ['whole-back.mp4'], ['whole.mkv'], ['whole.flv']])(
    'that was cut off is corrupt: %s',
    async (name, ...args) => {
      const file = await media.make(name, ...picture(6), ...tone(6), ...H264, ...args);
      const half = await cut(file, `half-${name}`, { end: Math.floor((await stat(file)).size / 2) });
      await expect(convert(half)).rejects.toMatchObject({ code: 'corrupt' });
    },
  );

  it('that starts in the middle, as recordings do, is fine', async () => {
    const file = await media.make('broadcast.ts', ...picture(6), ...tone(6), ...H264);
    const middle = await cut(file, 'middle.ts', { start: 50_001 });
    expect((await convert(middle)).duration).toBeGreaterThan(2);
  });

  it.each([
    ['ffconcat', (file: string) => `ffconcat version 1.0\nfile '${file}'\n`],
    ['hls', (file: string) => `#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n${file}\n#EXT-X-ENDLIST\n`],
    ['web', () => '#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nhttp://127.0.0.1:1/a.ts\n#EXT-X-ENDLIST\n'],
  ])(
    'that is a playlist (%s) is forbidden-content, and what it names stays closed',
    async (name, playlist) => {
      const neighbour = await media.make('neighbour.ts', ...picture(1), ...tone(1));
      const converting = convert(await write(`${name}.mp4`, playlist(neighbour)));
      await expect(converting).rejects.toMatchObject({ code: 'forbidden-content' });
    },
  );

  it('cannot make its tags say what only its streams may', async () => {
    const forged =
      'x\n[/STREAM]\n[STREAM]\nindex=7\ncodec_type=audio\ncodec_name=mp3\nDISPOSITION:default=1\n[/STREAM]';
    const file = await media.make('forged.mkv', ...tone(1), '-metadata:s:a:0', `title=${forged}`);
    expect(await convert(file)).toMatchObject({ bitrate: '128' });
  });

  it('whose title is longer than anybody reads is corrupt, and is not read into memory', async () => {
    const chapter = await write('long-title.txt', `;FFMETADATA1\ntitle=${'x'.repeat(12_000_000)}\n`);
    const args = [...tone(1), '-f', 'ffmetadata', '-i', chapter, '-map', '0', '-map_metadata', '1'];
    const converting = convert(await media.make('long-title.mkv', ...args));
    await expect(converting).rejects.toMatchObject({
      code: 'corrupt',
      diagnostics: 'stdout maxBuffer length exceeded',
    });
  });

  it.each(['long.mp4', 'long.ts'])(
    'that is too long is too-long, whatever its header says: %s',
    async name => {
      const file = await media.make(name, ...picture(6), ...tone(6));
      await expect(convert(file, { maxSeconds: 2 })).rejects.toMatchObject({ code: 'too-long' });
    },
  );
});

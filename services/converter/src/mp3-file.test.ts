import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readId3Size, readMp3Duration, readXingHeader } from './mp3-file.ts';

/** The first frame of an MPEG-1 stereo file at 44.1 kHz, by default of 100 frames and 1000 bytes. */
function firstFrame({
  header = [0xff, 0xfb, 0x50, 0xc0 & 0x3f],
  offset = 36,
  frames = 100,
  bytes = 1_000,
} = {}) {
  const frame = Buffer.alloc(256);
  Buffer.from(header).copy(frame);
  frame.write('Info', offset, 'latin1');
  frame.writeUInt32BE(3, offset + 4);
  frame.writeUInt32BE(frames, offset + 8);
  frame.writeUInt32BE(bytes, offset + 12);
  return frame;
}

describe('readXingHeader', () => {
  it('counts 1152 samples a frame in MPEG-1, 576 in MPEG-2', () => {
    expect(readXingHeader(firstFrame())).toEqual({ duration: 115_200 / 44_100, bytes: 1_000 });
    const mono22050 = firstFrame({ header: [0xff, 0xf3, 0x50, 0xc0], offset: 13 });
    expect(readXingHeader(mono22050)).toEqual({ duration: 57_600 / 22_050, bytes: 1_000 });
  });

  it('knows what is none', () => {
    expect(readXingHeader(Buffer.alloc(256))).toBeUndefined();
    expect(readXingHeader(firstFrame({ offset: 60 }))).toBeUndefined();
    expect(readXingHeader(Buffer.from([0xff, 0xfb]))).toBeUndefined();
  });
});

describe('readMp3Duration', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'mp3-file-'));
  });
  afterAll(() => rm(directory, { recursive: true }));

  const tag = Buffer.concat([Buffer.from('ID3\x03\x00\x00\x00\x00\x01\x02', 'latin1'), Buffer.alloc(130)]);
  async function write(...parts: Buffer[]): Promise<string> {
    const file = join(directory, 'a.mp3');
    await writeFile(file, Buffer.concat(parts));
    return file;
  }

  it('looks behind the tag', async () => {
    expect(readId3Size(tag)).toBe(140);
    expect(await readMp3Duration(await write(tag, firstFrame(), Buffer.alloc(744)))).toBeCloseTo(2.61);
  });

  it('refuses a file that is shorter than its header says', async () => {
    const file = await write(tag, firstFrame(), Buffer.alloc(743));
    await expect(readMp3Duration(file)).rejects.toThrow('999 of 1000 bytes');
  });

  it('finds no length in a file without audio', async () => {
    expect(await readMp3Duration(await write(tag))).toBe(0);
    expect(await readMp3Duration(await write())).toBe(0);
  });
});

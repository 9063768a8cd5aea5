import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { createInspector } from './inspect.ts';

const video = Buffer.concat([Buffer.from('\0\0\0\x20ftypisom', 'latin1'), Buffer.alloc(5_000, 7)]);

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function inspect(source: AsyncIterable<Buffer>, passed: Buffer[] = []) {
  const inspector = createInspector();
  for await (const chunk of inspector.pass(source)) passed.push(chunk);
  return { ...inspector.result(), passed: Buffer.concat(passed) };
}

test.each([1, 7, 389, 5_012, 10_000])(
  'in pieces of %i bytes a video passes whole, counted and hashed',
  async size => {
    expect(await inspect(inPieces(video, size))).toEqual({
      size: video.length,
      sha256: createHash('sha256').update(video).digest('hex'),
      type: 'video/mp4',
      passed: video,
    });
  },
);

test('a video that is shorter than what the recognition may need passes too', async () => {
  const { size, type } = await inspect(inPieces(video.subarray(0, 20), 3));
  expect([size, type]).toEqual([20, 'video/mp4']);
});

test('of what is no video not a byte passes', async () => {
  const passed: Buffer[] = [];
  const text = Buffer.from('hello '.repeat(1_000));
  await expect(inspect(inPieces(text, 100), passed)).rejects.toMatchObject({
    status: 415,
    code: 'not-a-video',
  });
  expect(passed).toEqual([]);
});

test('an empty file is no video, and is told so', async () => {
  await expect(inspect(inPieces(Buffer.alloc(0), 1))).rejects.toThrow('The file is empty.');
});

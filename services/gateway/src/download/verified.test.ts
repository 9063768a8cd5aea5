import { createHash } from 'node:crypto';
import { MissingFileError } from '@vc/blobs/read.ts';
import { expect, test } from 'vitest';
import { verified } from './verified.ts';

const pieces = ['one', 'two', 'three'].map(text => Buffer.from(text));
const sha256 = createHash('sha256').update('onetwothree').digest('hex');

async function* send(...sent: Buffer[]) {
  yield* sent;
}

test('what was stored is passed on', async () => {
  const passed = await Array.fromAsync(verified(send(...pieces), sha256));
  expect(Buffer.concat(passed).toString()).toBe('onetwothree');
});

test.each([
  ['a changed first piece', ['ONE', 'two', 'three']],
  ['a changed last piece', ['one', 'two', 'THREE']],
  ['pieces in another order', ['two', 'one', 'three']],
  ['only one piece, and changed', ['onetwothre']],
])('%s fails before the last piece', async (_what, texts) => {
  const passed: string[] = [];
  const reading = (async () => {
    for await (const piece of verified(send(...texts.map(text => Buffer.from(text))), sha256))
      passed.push(piece.toString());
  })();
  await expect(reading).rejects.toThrow(MissingFileError);
  expect(passed).toEqual(texts.slice(0, -1));
});

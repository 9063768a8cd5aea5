import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readBeginning } from './beginning.ts';

const box = (type: string, bytes = 4) => {
  const made = Buffer.alloc(8 + bytes);
  made.writeUInt32BE(made.length);
  made.write(type, 4, 'latin1');
  return made;
};
const index = [box('ftyp'), box('moov', 100)];

it.each<[string, Buffer[], boolean]>([
  ['Matroska', [Buffer.from('1a45dfa39342868101', 'hex')], true],
  ['an MP4 in fragments', [...index, box('sidx'), box('moof'), box('mdat')], true],
  ['an MP4 with its index first', [...index, box('mdat')], false],
  ['an MP4 with its index last', [box('ftyp'), box('mdat'), box('moov')], false],
  ['a fragment before any index', [box('moof'), box('mdat')], false],
  ['boxes without an end', Array(30).fill(box('free')), false],
  ['a box that has no size', [box('ftyp'), Buffer.from('000000026d6f6f76', 'hex'), box('moof')], false],
  ['too little to tell', [...index, Buffer.from([0, 0])], false],
  ['nothing', [], false],
])('%s: %#', async (_what, pieces, expected) => {
  const directory = await mkdtemp(join(tmpdir(), 'beginning-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const file = join(directory, 'file');
  await writeFile(file, Buffer.concat(pieces));
  expect((await readBeginning(file)).isSequential).toBe(expected);
});

import { BSON } from 'mongodb';
import { expect, it } from 'vitest';
import {
  type Collection,
  readArchive,
  writeArchive,
} from '../../../../local/stand-ins/mongodb/tools/archive.ts';
import { createChecksum } from '../../../../local/stand-ins/mongodb/tools/crc64.ts';

const VIDEOS: Collection = { db: 'media', collection: 'videos', metadata: '{"indexes": []}' };
const EMPTY: Collection = { db: 'media', collection: 'empty', metadata: '{}' };

async function makeArchive(): Promise<Buffer> {
  const documents = async function* ({ collection }: Collection) {
    if (collection === 'videos')
      for (const _id of [1, 2, 3]) yield BSON.serialize({ _id, data: 'x'.repeat(99) });
  };
  return Buffer.concat(await Array.fromAsync(writeArchive([VIDEOS, EMPTY], documents)));
}

/** Read in chunks of a size, as a stream may bring them. */
async function read(archive: Buffer, chunk = 7) {
  const found = { collections: [] as string[], ids: [] as unknown[] };
  const chunks = async function* () {
    for (let at = 0; at < archive.length; at += chunk) yield archive.subarray(at, at + chunk);
  };
  await readArchive(chunks(), {
    collections: async all => {
      found.collections.push(...all.map(({ collection }) => collection));
    },
    document: async (_, bson) => {
      found.ids.push(BSON.deserialize(bson)._id);
    },
  });
  return found;
}

it('counts as Go does', () => {
  const checksum = createChecksum();
  checksum.add(Buffer.from('123456789')); // the check value of CRC-64/XZ, as catalogues of CRCs give it
  expect(BigInt.asUintN(64, checksum.value())).toBe(0x995dc9bbdf1939fan);
});

it('reads what it has written, however it is cut', async () => {
  const archive = await makeArchive();
  expect(archive.subarray(0, 4).toString('hex')).toBe('6de29981');
  for (const chunk of [1, 7, archive.length]) {
    expect(await read(archive, chunk)).toEqual({ collections: ['videos', 'empty'], ids: [1, 2, 3] });
  }
});

it('refuses what is damaged, cut off, or no archive', async () => {
  const archive = await makeArchive();
  const damaged = Buffer.from(archive);
  damaged[archive.indexOf('xxxx')] = 0x79;
  await expect(read(damaged)).rejects.toThrow('media.videos is damaged');
  for (let length = 4; length < archive.length; length += 50) {
    await expect(read(archive.subarray(0, length)), `${length} bytes`).rejects.toThrow(/ends too early/);
  }
  await expect(read(Buffer.from('no archive'))).rejects.toThrow('this is no archive');
});

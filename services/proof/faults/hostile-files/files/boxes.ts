import { deflateSync } from 'node:zlib';
import { type Collection, fine, taken, written } from '../hostile-file.ts';
import { latin1, MAX_U32, u32, u64, zeros } from '../writers/bytes.ts';
import { box, FILE_TYPE, fullBox, lyingBox, lyingRuns, movie, nested, runs } from '../writers/mp4.ts';

const FEW = 1_000;
const oneChunk = (samples: number) => runs([1, samples, 1]);

/** An index that is compressed (QuickTime's `cmov`), and as large as asked when it is not. */
const compressed = (bytes: number) =>
  box(
    'moov',
    box(
      'cmov',
      box('dcom', latin1('zlib')),
      box('cmvd', u32(bytes), deflateSync(zeros(bytes), { level: 1 })),
    ),
  );

/** A fragment that says it has so many samples. */
const fragment = (samples: number) =>
  box(
    'moof',
    fullBox('mfhd', u32(1)),
    box('traf', fullBox('tfhd', u32(1)), fullBox('trun', u32(samples), zeros(64))),
  );

/** Boxes of MP4 and QuickTime that are nested, lie about their length, or tell of more than there is. */
export const boxes: Collection = {
  name: 'boxes of mp4: nested, lying, telling of more than there is',
  files: [
    written('10,000 boxes in each other', taken('corrupt', 'no-audio'), () =>
      Buffer.concat([FILE_TYPE, nested('moov', 10_000)]),
    ),
    written('10,000 tracks in each other', taken('corrupt', 'no-audio'), () =>
      Buffer.concat([FILE_TYPE, box('moov', nested('trak', 10_000))]),
    ),
    written('100,000 boxes in a row', fine(2), () =>
      movie({ inIndex: Array.from({ length: 100_000 }, () => box('free')) }),
    ),
    written('10,000 empty tracks', taken('corrupt', 'converted'), () =>
      movie({ inIndex: Array.from({ length: 10_000 }, () => box('trak')) }),
    ),
    written('two indexes', taken('converted', 'corrupt'), () =>
      Buffer.concat([movie(), movie().subarray(FILE_TYPE.length)]),
    ),
    written('a box of length 0', fine(2), () => Buffer.concat([FILE_TYPE, lyingBox(0, 'moov'), movie()])),
    written('a box of length 7', taken('corrupt'), () =>
      Buffer.concat([FILE_TYPE, lyingBox(7, 'free'), movie()]),
    ),
    written('a box of 4 GiB', taken('corrupt'), () =>
      Buffer.concat([FILE_TYPE, lyingBox(MAX_U32, 'free'), movie()]),
    ),
    written('an index of 4 GiB', fine(2), () =>
      Buffer.concat([FILE_TYPE, lyingBox(MAX_U32, 'moov'), movie()]),
    ),
    written('a box of 2^63 bytes', taken('corrupt'), () =>
      Buffer.concat([FILE_TYPE, lyingBox(1, 'mdat', u64(2n ** 63n)), movie()]),
    ),
    written('a box of 2^63 - 1 bytes', taken('corrupt'), () =>
      Buffer.concat([FILE_TYPE, lyingBox(1, 'mdat', u64(2n ** 63n - 1n)), movie()]),
    ),
    written('a box that ends before it begins', fine(2), () =>
      Buffer.concat([FILE_TYPE, lyingBox(1, 'moov', u64(8)), movie()]),
    ),
    ...['stts', 'stsc', 'stco', 'ctts', 'stss'].map(type =>
      written(`2^32 - 1 entries in ${type}, and there is one`, taken('corrupt', 'converted'), () =>
        movie({ tables: { [type]: lyingRuns(MAX_U32, [1, 1, 1]) } }),
      ),
    ),
    written('2^32 - 1 samples by a table that is not there', taken('corrupt'), () =>
      movie({ tables: { stsz: Buffer.concat([u32(0), u32(MAX_U32)]) } }),
    ),
    written('2^32 - 1 samples of 2 bytes', taken('corrupt', 'converted'), () =>
      movie({ tables: { stsz: Buffer.concat([u32(2), u32(MAX_U32)]), stsc: oneChunk(MAX_U32) } }),
    ),
    written('80 million samples of no byte', taken('corrupt', 'converted', 'too-long'), () =>
      movie({
        tables: {
          stsz: Buffer.concat([u32(0), u32(FEW), zeros(4 * FEW)]),
          stts: runs([80_000_000, 1]),
          stsc: oneChunk(80_000_000),
        },
      }),
    ),
    // Whatever follows in the file is sound, then.
    written('80 million samples of 2 bytes', taken('corrupt', 'converted', 'too-long'), () =>
      movie({
        tables: {
          stsz: Buffer.concat([u32(2), u32(80_000_000)]),
          stts: runs([80_000_000, 1]),
          stsc: oneChunk(80_000_000),
          stss: runs([1]),
        },
      }),
    ),
    written('25 million samples of 2 bytes', taken('corrupt', 'too-long', 'converted'), () =>
      movie({
        tables: {
          stsz: Buffer.concat([u32(2), u32(25_000_000)]),
          stts: runs([25_000_000, 1]),
          stsc: oneChunk(25_000_000),
          stss: runs([1]),
        },
      }),
    ),
    written('80 million offsets in one run', taken('corrupt', 'converted'), () =>
      movie({ tables: { ctts: runs([80_000_000, 1], [80_000_000, 2]) } }),
    ),
    written('an edit list of 2^32 - 1 entries', taken('corrupt', 'converted'), () =>
      movie({ inTrack: [box('edts', fullBox('elst', lyingRuns(MAX_U32, [8_000, 0, 0x1_0000])))] }),
    ),
    written('a fragment of 2^32 - 1 samples', taken('converted', 'corrupt'), () =>
      Buffer.concat([movie(), fragment(MAX_U32)]),
    ),
    written('a compressed index of 1 MB', taken('corrupt', 'no-audio'), () =>
      Buffer.concat([FILE_TYPE, compressed(1_000_000)]),
    ),
    written('a compressed index of 1 GB', taken('corrupt'), () =>
      Buffer.concat([FILE_TYPE, compressed(1_000_000_000)]),
    ),
    written('a format of 1 GB', taken('corrupt', 'converted'), () =>
      movie({ tables: { stsd: Buffer.concat([u32(1), lyingBox(1_000_000_000, 'sowt', zeros(100))]) } }),
    ),
    written('2^32 - 1 formats', taken('corrupt', 'no-audio'), () =>
      movie({ tables: { stsd: u32(MAX_U32) } }),
    ),
  ],
};

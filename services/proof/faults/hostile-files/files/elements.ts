import { type Collection, fine, taken, written } from '../hostile-file.ts';
import { pcmTone, u8, zeros } from '../writers/bytes.ts';
import {
  block,
  cluster,
  element,
  endless,
  ID,
  lyingElement,
  matroska,
  matroskaHeader,
  nestedElements,
  toneClusters,
  track,
} from '../writers/matroska.ts';

const damaged = taken('corrupt', 'no-audio', 'converted');

/** A track whose packets are compressed. */
const zlibTrack = track({
  extra: [element(ID.encodings, element(ID.encoding, element(ID.compression, element(ID.algorithm, u8(0)))))],
});

/** Elements of Matroska that are nested, lie about their length, or come by the million. */
export const elements: Collection = {
  name: 'elements of mkv: nested, lying, by the million',
  files: [
    written('10,000 elements in each other', damaged, () =>
      Buffer.concat([matroskaHeader(), endless(ID.segment, nestedElements(ID.tags, 10_000))]),
    ),
    written('10,000 tags in each other', fine(2), () =>
      matroska({
        duration: 2_000,
        extra: [element(ID.tags, element(ID.tag, nestedElements(ID.simpleTag, 10_000)))],
      }),
    ),
    written('10,000 segments in each other', damaged, () =>
      Buffer.concat([matroskaHeader(), ...Array.from({ length: 10_000 }, () => endless(ID.segment))]),
    ),
    written('an element of 2^56 bytes', damaged, () =>
      matroska({ duration: 2_000, extra: [lyingElement((1n << 56n) - 2n, ID.void)] }),
    ),
    written('a tag of 2^40 bytes', damaged, () =>
      matroska({
        duration: 2_000,
        extra: [
          element(ID.tags, element(ID.tag, element(ID.simpleTag, lyingElement(1n << 40n, ID.tagText)))),
        ],
      }),
    ),
    written('an attachment of 2^40 bytes', damaged, () =>
      matroska({
        duration: 2_000,
        extra: [element(ID.attachments, element(ID.attachment, lyingElement(1n << 40n, ID.fileData)))],
      }),
    ),
    written('a packet of 2^31 bytes', damaged, () =>
      matroska({ clusters: [cluster(0, lyingElement(1n << 31n, ID.simpleBlock, u8(0x81, 0, 0, 0x80)))] }),
    ),
    written('200,000 entries in an index', fine(2), () =>
      matroska({
        duration: 2_000,
        extra: [element(ID.cues, repeat(200_000, element(ID.cuePoint, element(ID.cueTime, u8(1)))))],
      }),
    ),
    written('200,000 packets of one sample', fine(25), () => tinyPackets(200_000)),
    written('a million packets of nothing', taken('corrupt', 'converted'), () => emptyPackets(1_000_000)),
    written('EBML lacing with lengths below 0', taken('corrupt', 'converted'), () =>
      laced(u8(255, 0x81, 0x80, 0x80, 0x80)),
    ),
    written('Xiph lacing with lengths beyond the end', taken('corrupt', 'converted'), () =>
      matroska({
        clusters: [cluster(0, block(Buffer.concat([Buffer.alloc(256, 0xff), zeros(100)]), 0, 0x82))],
      }),
    ),
    written('compressed packets that are no zlib', taken('corrupt'), () =>
      matroska({ duration: 2_000, tracks: [zlibTrack] }),
    ),
    written('clusters in clusters', damaged, () =>
      matroska({ duration: 2_000, clusters: [cluster(0, ...toneClusters(2))] }),
    ),
  ],
};

const repeat = (count: number, bytes: Buffer) => Buffer.alloc(count * bytes.length, bytes);

const laced = (sizes: Buffer) =>
  matroska({ clusters: [cluster(0, block(Buffer.concat([sizes, pcmTone(0.1, 8_000)]), 0, 0x86))] });

const tinyPackets = (count: number) => packets(count, pcmTone(1 / 8_000, 8_000));
const emptyPackets = (count: number) => packets(count, zeros(0));

/** So many packets, a thousand a cluster: at 8 kHz, these are 125 ms. */
function* packets(count: number, data: Buffer): Generator<Buffer> {
  yield matroska({ duration: count / 8, clusters: [] });
  const blocks = Array.from({ length: 1_000 }, (_, index) => block(data, Math.floor(index / 8)));
  for (let done = 0; done < count; done += 1_000) yield cluster(done / 8, ...blocks);
}

import { expect, it } from 'vitest';
import { countStray, readFrameBytes } from './mp3-frames.ts';

it.each([
  ['MPEG-1, 128 kbit/s, 44.1 kHz', 0xfffb9064, 417],
  ['MPEG-1, 64 kbit/s, 44.1 kHz, padded', 0xfffb52c4, 209],
  ['MPEG-2, 64 kbit/s, 22.05 kHz', 0xfff380c4, 208],
  ['MPEG-2.5, 8 kbit/s, 8 kHz', 0xffe318c4, 72],
  ['Layer II', 0xfffd9064, undefined],
  ['free format', 0xfffb0064, undefined],
  ['something else', 0x30306463, undefined],
])('tells the bytes of a frame: %s', (_, header, bytes) => {
  expect(readFrameBytes(header)).toBe(bytes);
});

/** A frame of silence: 208 bytes. */
const frame = Buffer.concat([Buffer.from('fffb50c4', 'hex'), Buffer.alloc(204)]);
const rubbish = Buffer.alloc(300, '00dc');

it('counts what is in no frame, however the bytes come', async () => {
  const bytes = Buffer.concat([frame, frame, rubbish, frame, rubbish.subarray(0, 3)]);
  for (const size of [1, 7, 208, 209, bytes.length]) {
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
      bytes.subarray(index * size, (index + 1) * size),
    );
    expect(await countStray(chunks)).toBe(303);
  }
  expect(await countStray([frame, frame])).toBe(0);
});

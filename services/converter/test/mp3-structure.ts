import { readFile } from 'node:fs/promises';
import { crc16 } from '../src/mp3/crc16.ts';
import { readFrameHeader } from '../src/mp3/frame.ts';
import { listFrames } from '../src/mp3/frame-list.ts';
import { readId3Size } from '../src/mp3-file.ts';

/**
 * What is wrong with the structure of an MP3, as mp3val would look for it: frames that do not follow each other, main data that lies
 * where there is none or in that of another frame, a header that tells something else of the frames.
 */
export async function findFaults(path: string): Promise<string[]> {
  const file = await readFile(path);
  const bytes = file.subarray(readId3Size(file));
  const header = readFrameHeader(bytes, 0);
  const list = header && listFrames(bytes.subarray(header.size));
  if (!header || !list) return ['no unbroken chain of frames'];
  const faults: string[] = [];
  let end = 0;
  for (const [n, { begin, bits, border, header: own }] of list.frames.entries()) {
    if (begin < end) faults.push(`frame ${n} begins in the data of another, or before all`);
    end = begin + Math.ceil(bits / 8);
    if (end > border + own.size - own.dataOffset) faults.push(`frame ${n} goes on beyond itself`);
  }
  const info = bytes.subarray(header.dataOffset);
  const told = {
    frames: info.readUInt32BE(8),
    bytes: info.readUInt32BE(12),
    music: info.readUInt16BE(152),
    isInfo: info.toString('latin1', 0, 4) === 'Info',
  };
  const bitrates = new Set(list.frames.map(frame => frame.header.bitrateIndex));
  const found = {
    frames: list.frames.length,
    bytes: bytes.length,
    music: crc16(bytes.subarray(header.size)),
    isInfo: bitrates.size === 1,
  };
  if (JSON.stringify(told) !== JSON.stringify(found))
    faults.push(`the header tells ${JSON.stringify(told)}, there is ${JSON.stringify(found)}`);
  const points = [...info.subarray(16, 116)];
  if (points.some((point, n) => point < (points[n - 1] ?? 0))) faults.push('a seek table that goes back');
  return faults;
}

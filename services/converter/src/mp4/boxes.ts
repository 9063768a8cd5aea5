import { Surprise } from './surprise.ts';

/** A box of an MP4 (ISO/IEC 14496-12, 4.2; an "atom" in QuickTime), by its places in a buffer. */
export type Box = {
  type: string;
  /** Where its header begins. */
  start: number;
  /** Where its content begins. */
  body: number;
  end: number;
};

const HEADER_BYTES = 8;
const LARGE_HEADER_BYTES = 16;

/** More than any container has; a stranger's could have millions. */
const MOST_BOXES = 10_000;

/** The size and type of the box whose header a buffer begins with; `size` is 0 where it goes on to the end of the file. */
export function readHeader(buffer: Buffer): { type: string; size: number; headerBytes: number } {
  if (buffer.length < HEADER_BYTES) throw new Surprise('no room for a box');
  const type = buffer.toString('latin1', 4, 8);
  const size = buffer.readUInt32BE(0);
  if (size !== 1) return { type, size, headerBytes: HEADER_BYTES };
  if (buffer.length < LARGE_HEADER_BYTES) throw new Surprise('no room for a large box');
  return { type, size: Number(buffer.readBigUInt64BE(8)), headerBytes: LARGE_HEADER_BYTES };
}

/** The boxes between two places, which they fill exactly. @throws {Surprise} where they do not */
export function readBoxes(buffer: Buffer, from: number, to: number): Box[] {
  const boxes: Box[] = [];
  for (let start = from; start < to; ) {
    const { type, size, headerBytes } = readHeader(buffer.subarray(start, to));
    if (size < headerBytes || size > to - start) throw new Surprise(`${type} has a size of ${size}`);
    if (boxes.length === MOST_BOXES) throw new Surprise('too many boxes');
    boxes.push({ type, start, body: start + headerBytes, end: start + size });
    start += size;
  }
  return boxes;
}

/** The boxes in a box, all of the types that are named. @throws {Surprise} where there is another */
export function readChildren(buffer: Buffer, parent: Box, types: readonly string[]): Box[] {
  const children = readBoxes(buffer, parent.body, parent.end);
  const other = children.find(({ type }) => !types.includes(type));
  if (other) throw new Surprise(`${other.type} in ${parent.type}`);
  return children;
}

/** The one box of a type. @throws {Surprise} where there is none, or several */
export function theOne(boxes: readonly Box[], type: string): Box {
  const found = boxes.filter(box => box.type === type);
  if (found.length !== 1 || !found[0]) throw new Surprise(`${found.length} boxes of type ${type}`);
  return found[0];
}

/** A number of 32 bits in a box's content. @throws {Surprise} where it has less */
export function readNumber(buffer: Buffer, box: Box, offset: number): number {
  if (box.body + offset + 4 > box.end) throw new Surprise(`${box.type} is too short`);
  return buffer.readUInt32BE(box.body + offset);
}

/** Four characters in a box's content. @throws {Surprise} where it has less */
export function readCode(buffer: Buffer, box: Box, offset: number): string {
  readNumber(buffer, box, offset);
  return buffer.toString('latin1', box.body + offset, box.body + offset + 4);
}

/** The most entries of a table that a box has room for: what a count says is believed no further. */
export function readCount(buffer: Buffer, box: Box, offset: number, entryBytes: number): number {
  const count = readNumber(buffer, box, offset);
  if (count * entryBytes > box.end - box.body - offset - 4) throw new Surprise(`${box.type} is too short`);
  return count;
}

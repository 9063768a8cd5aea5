import { readFrameHeader } from './frame.ts';
import { type Frame, type FrameList, listFrames, replaceStream } from './frame-list.ts';

/** Frames in a row that both must have alike, up to the end, before they are taken to stay alike. */
const ALIKE_FRAMES = 24;

/** Frames that lead over to those of another encoding, which follow from its frame `count` on; as many as these. */
export type Join = { count: number; frames: Buffer; sizes: number[] };

/**
 * Finds where the frames of one encoding can be followed by those of another, which began later.
 *
 * Two encoders that hear the same make the same once what they heard before no longer matters (the psychoacoustic model, the overlap
 * of the MDCT). That shows where frame after frame has the same side information and the same main data. There one bitstream can go
 * on as the other, if its reservoir agrees: main data may begin up to 511 bytes before its frame, behind that of the frame before
 * (`main_data_begin`; ISO/IEC 11172-3, 2.4.2.7). What the following frames expect there is written there; what is left of the
 * room becomes stuffing, which no decoder reads.
 *
 * At a constant bitrate the level of the reservoir decides how many bits a frame may take, so it must be the same. At a variable
 * one it does not; the last frame before the border is made larger where there is too little room.
 *
 * @param left whole frames in a row, none of them influenced by the end of its encoding
 * @param right the frames that should be the same
 * @param isVariable whether they were made at a variable bitrate; a stretch may have one all the same
 * @returns undefined where they are not alike, or their reservoirs do not agree
 */
export function findJoin(left: Buffer, right: Buffer, isVariable: boolean): Join | undefined {
  const [ours, theirs] = [listFrames(left), listFrames(right)];
  if (!ours || ours.frames.length !== theirs?.frames.length) return undefined;
  const pairs = ours.frames.map((frame, n) => [frame, theirs.frames[n]] as [Frame, Frame]);
  const isLevel = (a: Frame, b: Frame) => a.header.size === b.header.size && roomFor(a, b) === 0;
  const first =
    1 + pairs.findLastIndex(([a, b]) => !isAlike(ours, a, theirs, b) || !(isVariable || isLevel(a, b)));
  if (first === 0 || pairs.length - first < ALIKE_FRAMES) return undefined;
  const [ourNext, theirNext] = pairs[first] ?? [];
  if (!ourNext || !theirNext) return undefined;

  const expected = theirs.stream.subarray(theirNext.begin, theirNext.border);
  const kept = left.subarray(0, ourNext.at);
  const whole = enlarge(kept, -roomFor(ourNext, theirNext));
  const list = whole && listFrames(whole);
  if (!list) return undefined;
  // From where the next frame's own data began, all that is in front of the border is free.
  const stream = list.stream.fill(0, ourNext.begin);
  expected.copy(stream, stream.length - expected.length);
  const sizes = list.frames.map(({ header }) => header.size);
  return { count: first, frames: replaceStream(whole, list), sizes };
}

/** By how many bytes there is more room in front of one frame's border than another expects. */
const roomFor = (ours: Frame, theirs: Frame) => ours.border - ours.begin - (theirs.border - theirs.begin);

/** The same frames, the last of them larger by so many bytes or some more; undefined where there is no such bitrate. */
function enlarge(frames: Buffer, bytes: number): Buffer | undefined {
  if (bytes <= 0) return frames;
  const at = listFrames(frames)?.frames.at(-1)?.at ?? 0;
  const last = Buffer.from(frames.subarray(at));
  const size = last.length;
  for (let shape = last.readUInt8(2); shape < 0xe0; ) {
    shape += 0x10; // the next bitrate
    last.writeUInt8(shape, 2);
    const larger = readFrameHeader(last, 0)?.size ?? 0;
    if (larger >= size + bytes)
      return Buffer.concat([frames.subarray(0, at), last, Buffer.alloc(larger - size)]);
  }
  return undefined;
}

function isAlike(ours: FrameList, a: Frame, theirs: FrameList, b: Frame): boolean {
  if (!a.description.equals(b.description) || a.begin < 0 || b.begin < 0) return false;
  const [whole, rest] = [a.bits >> 3, a.bits & 7];
  const [ourData, theirData] = [ours.stream.subarray(a.begin), theirs.stream.subarray(b.begin)];
  const last = ((ourData[whole] ?? 0) ^ (theirData[whole] ?? 0)) >> (8 - rest);
  return ourData.subarray(0, whole).equals(theirData.subarray(0, whole)) && last === 0;
}

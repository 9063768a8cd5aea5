import { FRAME_SAMPLES } from '../mp3/frame.ts';
import type { Segment } from '../transcoder.ts';

/**
 * Frames that one part encodes of the next, 5 s at 44.1 kHz. The level of the reservoir takes longest to become the same: some 50
 * frames are usual, at 320 kbit/s it may be more than these.
 */
export const OVERLAP_FRAMES = 192;

/**
 * At 44.1 kHz a frame has no whole number of bytes: some are padded, in a pattern that repeats at the latest after 49 frames (44,100
 * divided by what it has in common with 144 x 8,000). Parts begin with it, or no frame would be like its counterpart.
 */
const PATTERN_FRAMES = 49;

/** What decoding costs of what encoding costs. Each part is decoded from the start, so that a later one is to be shorter. */
const DECODING_SHARE = 0.04;

/** Below this, starting processes costs more than a part saves. */
const SHORTEST_SECONDS = 15;

/** More would mostly decode what others encode. */
const MOST_PARTS = 8;

/** Splits audio of this length into at most so many parts that take equally long. One part: not worth it. */
export function splitAudio(seconds: number, sampleRate: number, atMost: number): Segment[] {
  const count = Math.max(1, Math.min(atMost, MOST_PARTS, Math.floor(seconds / SHORTEST_SECONDS)));
  const shares = Array.from({ length: count }, (_, n) => (1 + DECODING_SHARE) ** -n);
  const sum = shares.reduce((total, share) => total + share, 0);
  const unit = PATTERN_FRAMES * FRAME_SAMPLES;
  let share = 0;
  const starts = shares.map(own => {
    const start = Math.round((share * seconds * sampleRate) / unit) * unit;
    share += own / sum;
    return start;
  });
  return starts.map((start, n) => {
    const next = starts[n + 1];
    return next === undefined ? { start } : { start, end: next + OVERLAP_FRAMES * FRAME_SAMPLES };
  });
}

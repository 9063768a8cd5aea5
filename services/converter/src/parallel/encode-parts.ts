import { rm } from 'node:fs/promises';
import { FRAME_SAMPLES } from '../mp3/frame.ts';
import { joinParts } from '../mp3/join-parts.ts';
import { readMp3Duration } from '../mp3-file.ts';
import type { Encoding, Plan, Segment, Source, Transcoder } from '../transcoder.ts';
import { OVERLAP_FRAMES } from './split.ts';

type Options = { signal: AbortSignal; onProgress(seconds: number): void };

/** What is to be encoded, not copied. */
export type EncodingPlan = Plan & { encoding: Exclude<Encoding, { mode: 'copy' }> };

/** How far the result may be from the declared length, for what encoders add at both ends. */
const TOLERATED_SECONDS = 0.5;

/**
 * Encodes the parts of some audio at the same time and joins them: the decoded result is, sample for sample, that of
 * encoding it at once. Afterwards no process runs, and of the parts' files there are none.
 *
 * Only a result of the declared length counts: ffmpeg counts samples anew when the audio changes its form in the middle, and would then
 * leave some out of a later part.
 *
 * @returns false where it cannot be had this way, for whatever reason: the audio is then to be encoded at once, which also
 *   finds out what is wrong with it. Nothing that is of use lies at `target` then
 * @throws the reason of the signal
 */
export async function encodeParts(
  transcoder: Pick<Transcoder, 'transcode'>,
  source: Source,
  target: string,
  plan: EncodingPlan,
  { segments, seconds }: { segments: readonly Segment[]; seconds: number },
  { signal, onProgress }: Options,
): Promise<boolean> {
  const { sampleRate } = plan.encoding;
  const isVariable = plan.encoding.mode === 'variable';
  const failed = new AbortController();
  const parts = segments.map((segment, n) => ({
    segment,
    path: `${target}.part-${n}`,
    first: segment.start / FRAME_SAMPLES,
    begin: segment.start / sampleRate,
    at: segment.start / sampleRate,
  }));
  const encoding = parts.map(async part => {
    const running = {
      sharers: parts.length,
      signal: AbortSignal.any([signal, failed.signal]),
      onProgress(seconds: number) {
        part.at = Math.max(part.at, seconds);
        onProgress(parts.reduce((sum, { at, begin }) => sum + at - begin, 0));
      },
    };
    try {
      await transcoder.transcode(source, part.path, { ...plan, segment: part.segment }, running);
    } catch (error) {
      failed.abort(error);
      throw error;
    }
  });
  try {
    const ends = await Promise.allSettled(encoding);
    signal.throwIfAborted();
    if (!ends.every(({ status }) => status === 'fulfilled')) return false;
    if (!(await joinParts(parts, { overlap: OVERLAP_FRAMES, isVariable }, target))) return false;
    return Math.abs((await readMp3Duration(target)) - seconds) < TOLERATED_SECONDS;
  } finally {
    await Promise.all(parts.map(({ path }) => rm(path, { force: true })));
  }
}

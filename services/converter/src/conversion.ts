import { isDeepStrictEqual } from 'node:util';
import { DEFAULT_BITRATE } from '@vc/contracts/bitrate.ts';
import { readMp3Duration } from './mp3-file.ts';
import { isBroken } from './mp3-frames.ts';
import { encodeAudio } from './parallel/encode-audio.ts';
import { chooseStream, nameEncoding, planConversion, type Request } from './plan.ts';
import type { Media, Plan, Transcoder } from './transcoder.ts';
import { Verdict } from './verdict.ts';

/** What came out. `duration` in seconds, as the header of the MP3 says. */
export type Conversion = { duration: number; bitrate: string };

/** How a conversion is watched, and what it may use. */
export type ConversionOptions = {
  signal: AbortSignal;
  /** Hears the share that is done, 0 to 1. */
  onProgress(share: number): void;
  /** How many processes may encode at the same time; one, by default. Asked when it matters. */
  countProcesses?: () => Promise<number>;
};

/** What has been encoded: by which plan, and, where in parts, the length of the audio in seconds that these were cut by. */
export type Encoded = { plan: Plan; seconds?: number | undefined };

/** The least share of the declared length that the MP3 must have. */
const LEAST_SHARE = 0.95;

/**
 * Turns a local video that has been looked at into a local MP3: plans, transcodes, verifies.
 *
 * @param encoded what has been encoded to `target` already, on whatever grounds; it is taken where it is what is planned now
 * @throws {Verdict} when the file is to blame
 */
export async function convertFile(
  transcoder: Omit<Transcoder, 'probe'>,
  { source, video }: { source: string; video: Media },
  target: string,
  request: Request,
  options: ConversionOptions,
  encoded?: Encoded,
): Promise<Conversion> {
  const { signal } = options;
  signal.throwIfAborted();
  let plan = planConversion(video, request);
  const running = {
    ...{ signal, countProcesses: options.countProcesses },
    seconds: lengthForParts(video),
    onProgress: (seconds: number) => options.onProgress(toShare(video, seconds)),
  };
  const { seconds = running.seconds } = encoded ?? {};
  if (!isDeepStrictEqual(encoded?.plan, plan) || seconds !== running.seconds) {
    await encodeAudio(transcoder, source, target, plan, running);
  }
  if (plan.encoding.mode === 'copy' && (await isBroken(target))) {
    plan = planConversion(video, { ...request, bitrate: DEFAULT_BITRATE }); // the decoder counts what is broken
    await encodeAudio(transcoder, source, target, plan, running);
  }
  const duration = await readMp3Duration(target);
  signal.throwIfAborted();
  if (duration > request.maxSeconds) throw new Verdict('too-long', `goes on for more than ${duration} s`);
  if (await isCutOff(duration, video, () => transcoder.measureVideo(source, signal))) {
    throw new Verdict('corrupt', `${duration} s of audio in a video of ${lengthOf(video)} s`);
  }
  return { duration, bitrate: nameEncoding(plan.encoding) };
}

/** The length of the audio by which it may be cut in parts, in seconds; undefined where the file does not declare it. */
export function lengthForParts(video: Media): number | undefined {
  return video.isEstimated ? undefined : chooseStream(video.audio)?.duration;
}

/** The share of a file's audio, 0 to 1, that so many seconds of it are; 0 where it tells no length. */
export function toShare(video: Media, seconds: number): number {
  const length = lengthOf(video);
  return length ? Math.min(1, seconds / length) : 0;
}

const lengthOf = (video: Media) => chooseStream(video.audio)?.duration ?? video.duration;

/**
 * Whether the MP3 lacks the end. ffmpeg ends well on a file that was cut off: only the length tells. Where a header tells the
 * length of the whole only, the audio may rightly end before it, provided that the video does not.
 */
export async function isCutOff(
  duration: number,
  video: Media,
  measureVideo: () => Promise<number>,
): Promise<boolean> {
  if (duration <= 0) return true;
  if (video.isEstimated) return false;
  const own = chooseStream(video.audio)?.duration;
  const least = (own ?? video.duration ?? 0) * LEAST_SHARE;
  if (duration >= least) return false;
  return own !== undefined || !video.hasVideo || (await measureVideo()) < least;
}

import { DEFAULT_BITRATE } from '@vc/contracts/bitrate.ts';
import { readMp3Duration } from './mp3-file.ts';
import { isBroken } from './mp3-frames.ts';
import { encodeAudio } from './parallel/encode-audio.ts';
import { chooseStream, nameEncoding, planConversion, type Request } from './plan.ts';
import type { Media, Transcoder } from './transcoder.ts';
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

/** The least share of the declared length that the MP3 must have. */
const LEAST_SHARE = 0.95;

/**
 * Turns a local video into a local MP3: looks, plans, transcodes, verifies.
 *
 * @throws {Verdict} when the file is to blame
 */
export async function convertFile(
  transcoder: Transcoder,
  source: string,
  target: string,
  request: Request,
  options: ConversionOptions,
): Promise<Conversion> {
  const { signal } = options;
  const video = await transcoder.probe(source, signal);
  signal.throwIfAborted();
  let plan = planConversion(video, request);
  const own = chooseStream(video.audio)?.duration;
  const length = own ?? video.duration;
  const running = {
    signal,
    seconds: video.isEstimated ? undefined : own,
    countProcesses: options.countProcesses,
    onProgress: (seconds: number) => options.onProgress(length ? Math.min(1, seconds / length) : 0),
  };
  await encodeAudio(transcoder, source, target, plan, running);
  if (plan.encoding.mode === 'copy' && (await isBroken(target))) {
    plan = planConversion(video, { ...request, bitrate: DEFAULT_BITRATE }); // the decoder counts what is broken
    await encodeAudio(transcoder, source, target, plan, running);
  }
  const duration = await readMp3Duration(target);
  signal.throwIfAborted();
  if (duration > request.maxSeconds) throw new Verdict('too-long', `goes on for more than ${duration} s`);
  if (await isCutOff(duration, video, () => transcoder.measureVideo(source, signal))) {
    throw new Verdict('corrupt', `${duration} s of audio in a video of ${length} s`);
  }
  return { duration, bitrate: nameEncoding(plan.encoding) };
}

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

import type { AudioStream, Media } from './transcoder.ts';

/** What we read of ffprobe's answer. Any of it may be missing, and numbers may be text or `N/A`. */
export type Probed = {
  streams: ProbedStream[];
  format: { format_name?: string | undefined; duration?: unknown; tags?: Tags | undefined };
};

type ProbedStream = {
  index: number;
  codec_type?: string | undefined;
  codec_name?: string | undefined;
  channels?: unknown;
  sample_rate?: unknown;
  duration?: unknown;
  disposition?: Record<string, unknown> | undefined;
  tags?: Tags | undefined;
};

type Tags = Record<string, unknown>;

/** Demuxers that work out lengths from the time stamps of the first and last packets. */
const ESTIMATING = ['mpegts', 'mpeg', 'ogg'];

/** Demuxers that give every stream the length of the whole. */
const WITHOUT_STREAM_LENGTHS = ['asf'];

/** What ffprobe found, in our terms. */
export function readMedia(found: Probed): Media {
  const format = found.format.format_name ?? '';
  const tellsLengths = !WITHOUT_STREAM_LENGTHS.includes(format);
  const audio = found.streams.filter(
    ({ codec_type, index }) => codec_type === 'audio' && Number.isInteger(index),
  );
  // In Ogg, the tags are the stream's.
  const tags = Object.entries({ ...audio[0]?.tags, ...found.format.tags });
  const duration = readPositive(found.format.duration);
  return {
    audio: audio.map(stream => readAudioStream(stream, tellsLengths)),
    hasVideo: found.streams.some(
      stream => stream.codec_type === 'video' && !isFlagged(stream, 'attached_pic'),
    ),
    ...(duration === undefined ? {} : { duration }),
    isEstimated: ESTIMATING.includes(format),
    tags: Object.fromEntries(tags.map(([key, value]) => [key.toLowerCase(), String(value)])),
  };
}

function readAudioStream(stream: ProbedStream, tellsLength: boolean): AudioStream {
  // Matroska tells it in a tag.
  const duration = readPositive(stream.duration) ?? readClock(String(stream.tags?.DURATION ?? ''));
  return {
    index: stream.index,
    codec: stream.codec_name ?? 'unknown',
    channels: readPositive(stream.channels) ?? 0,
    sampleRate: readPositive(stream.sample_rate) ?? 0,
    isDefault: isFlagged(stream, 'default'),
    ...(tellsLength && duration !== undefined ? { duration } : {}),
  };
}

const isFlagged = (stream: ProbedStream, flag: string) => Number(stream.disposition?.[flag]) === 1;

/** Whether a line is ffmpeg's report of how far it is (`size=… time=00:01:02.03 …`). */
export function isProgress(line: string): boolean {
  return /^(size|Lsize|frame)=.*\btime=/.test(line.trim());
}

/** Seconds of audio done, by such a line; 0 where it says N/A or a time before the start. */
export function readProgress(line: string): number {
  return readClock(/time=([\d:.]+)/.exec(line)?.[1] ?? '') ?? 0;
}

/** Seconds of `hh:mm:ss.fff`, as Matroska's DURATION tag and ffmpeg's reports have it. */
export function readClock(text: string): number | undefined {
  const [, hours, minutes, seconds] = /^(\d+):(\d\d):(\d\d(?:\.\d+)?)$/.exec(text) ?? [];
  return seconds === undefined ? undefined : Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

/** A positive number, which ffprobe may print as `N/A`. */
function readPositive(value: unknown): number | undefined {
  const seconds = Number(value);
  return Number.isFinite(seconds) && seconds > 0 ? seconds : undefined;
}

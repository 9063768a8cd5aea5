import { DEFAULT_BITRATE, type RequestedBitrate } from '@vc/contracts/bitrate.ts';
import type { AudioStream, Encoding, Media, Plan } from './transcoder.ts';
import { Verdict } from './verdict.ts';

/** What the user wants of an upload. Without a bitrate, audio that is MP3 already is copied. */
export type Request = { name: string; bitrate?: RequestedBitrate; maxSeconds: number };

/** Tags worth keeping. All others go: phones write where a video was taken. */
export const KEPT_TAGS = ['title', 'artist', 'album', 'album_artist', 'composer', 'genre', 'date', 'track'];
const LONGEST_TAG = 500;

/** The sample rates of MPEG-1 Layer III, in which every bitrate exists (MPEG-2 ends at 160 kbit/s, MPEG-2.5 at 64). */
const SAMPLE_RATES = [32_000, 44_100, 48_000];

/** Decides what to make of a file. @throws {Verdict} when there is nothing to convert, or too much */
export function planConversion(media: Media, request: Request): Plan {
  const stream = chooseStream(media.audio);
  if (!stream) throw new Verdict('no-audio', 'no audio stream');
  const declared = media.isEstimated ? 0 : (stream.duration ?? media.duration ?? 0);
  if (declared > request.maxSeconds) throw new Verdict('too-long', `declares ${declared} s`);
  return {
    stream: stream.index,
    encoding: chooseEncoding(stream, request.bitrate),
    tags: chooseTags(media.tags, request.name),
    cutAt: request.maxSeconds + 1,
  };
}

/** The track that the container marks as the one to play, else the first. */
export function chooseStream(streams: AudioStream[]): AudioStream | undefined {
  return streams.find(stream => stream.isDefault) ?? streams[0];
}

/** How a stream becomes MP3. */
export function chooseEncoding(stream: AudioStream, bitrate?: RequestedBitrate): Encoding {
  if (stream.codec === 'mp3' && !bitrate) return { mode: 'copy' };
  const channels = stream.channels === 1 ? 1 : 2;
  const sampleRate = chooseSampleRate(stream.sampleRate);
  const asked = bitrate ?? DEFAULT_BITRATE;
  return asked.startsWith('v')
    ? { mode: 'variable', quality: Number(asked.slice(1)), channels, sampleRate }
    : { mode: 'constant', kbps: Number(asked), channels, sampleRate };
}

/** The rate itself where MPEG-1 has it, else one that it divides or that divides it, else the nearest above. */
export function chooseSampleRate(rate: number): number {
  if (SAMPLE_RATES.includes(rate)) return rate;
  if (rate <= 0 || rate > 48_000) return rate % 44_100 === 0 && rate > 0 ? 44_100 : 48_000;
  return (
    SAMPLE_RATES.find(candidate => candidate % rate === 0) ??
    SAMPLE_RATES.find(candidate => candidate > rate) ??
    48_000
  );
}

/** The file's own tags; a file without a title gets the name of the upload. */
export function chooseTags(tags: Record<string, string>, uploadName: string): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const key of KEPT_TAGS) {
    const value = clean(tags[key] ?? '');
    if (value) kept[key] = value;
  }
  kept.title ??= clean(uploadName.replace(/(?<=.)\.[^.\s]{1,5}$/, ''));
  return kept;
}

/** What `GET /jobs` shows as the bitrate of the MP3. */
export function nameEncoding(encoding: Encoding): string {
  if (encoding.mode === 'copy') return 'copy';
  return encoding.mode === 'constant' ? String(encoding.kbps) : `v${encoding.quality}`;
}

const clean = (text: string) =>
  text
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, LONGEST_TAG)
    .toWellFormed();

import { KEPT_TAGS } from './plan.ts';
import type { Encoding, Plan } from './transcoder.ts';

/** The containers that we accept, by the names of ffmpeg's demuxers. Playlists, which open other files, are not among them. */
const VIDEO_FORMATS = 'mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,flv,mpegts,mpeg,ogg,asf';

/** The share of frames that may fail to decode: recordings of broadcasts start in the middle of one, damaged files lose many. */
const TOLERATED_ERRORS = '0.05';

/** Opens by this way files of these formats and nothing else, and every message tells its level. */
const inputArguments = (protocol: 'file' | 'pipe') => [
  ...['-hide_banner', '-loglevel', 'level+error'],
  ...['-protocol_whitelist', protocol, '-format_whitelist', VIDEO_FORMATS],
];

/** What we read of a file; a file may hold any amount of the rest. */
const ENTRIES = [
  'format=format_name,duration',
  `format_tags=${KEPT_TAGS}`,
  'stream=index,codec_type,codec_name,channels,sample_rate,duration',
  'stream_disposition=default,attached_pic',
  `stream_tags=${KEPT_TAGS},DURATION`,
].join(':');

/** Arguments of ffprobe before the file. */
export function probeArguments(): string[] {
  return [...inputArguments('file'), '-show_entries', ENTRIES, '-of', 'json=compact=1'];
}

/** Arguments of ffmpeg before `-i`, for a local file or what comes through a pipe, which then can open nothing at all. */
export function sourceArguments(protocol: 'file' | 'pipe' = 'file'): string[] {
  const watched = ['-nostdin', '-stats', '-stats_period', '1'];
  return [...watched, '-max_error_rate', TOLERATED_ERRORS, ...inputArguments(protocol)];
}

/** Arguments of ffmpeg between `-i` and the output. */
export function targetArguments(plan: Plan): string[] {
  return [
    ...['-map', `0:${plan.stream}`, '-vn', '-sn', '-dn', '-map_metadata', '-1', '-map_chapters', '-1'],
    ...encodingArguments(plan.encoding),
    ...lengthArguments(plan),
    ...Object.entries(plan.tags).flatMap(([key, value]) => ['-metadata', `${key}=${value}`]),
    ...['-id3v2_version', '3', '-write_xing', '1', '-f', 'mp3'],
  ];
}

/** Those of ffmpeg's encoder libmp3lame, in its order, from which ffmpeg chooses by the input. */
const SAMPLE_FORMATS = 's32p|fltp|s16p';

/** Arguments of ffmpeg to read the video stream to its end and keep nothing. */
export function measuringArguments(): string[] {
  return ['-map', '0:V:0', '-c', 'copy', '-f', 'null'];
}

function encodingArguments(encoding: Encoding): string[] {
  if (encoding.mode === 'copy') return ['-c:a', 'copy'];
  const amount =
    encoding.mode === 'constant' ? ['-b:a', `${encoding.kbps}k`] : ['-q:a', String(encoding.quality)];
  const shape = ['-ac', String(encoding.channels), '-ar', String(encoding.sampleRate)];
  return ['-c:a', 'libmp3lame', ...amount, ...shape];
}

function lengthArguments({ encoding, segment, cutAt }: Plan): string[] {
  if (!segment || encoding.mode === 'copy') return ['-t', String(cutAt)];
  const { channels, sampleRate } = encoding;
  const end = segment.end ?? cutAt * sampleRate;
  // What ffmpeg converts to on its own behind the last filter, done before: samples are then counted as the encoder hears them.
  const format = `aformat=sample_fmts=${SAMPLE_FORMATS}:sample_rates=${sampleRate}:channel_layouts=${channels === 1 ? 'mono' : 'stereo'}`;
  return ['-af', `${format},atrim=start_sample=${segment.start}:end_sample=${end}`];
}

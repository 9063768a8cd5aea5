import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { runSuccessfully } from '@vc/local/command.ts';
import { makeVideo } from '../video.ts';

/** How a variant is made of the usual video; the picture is copied but for the camera's, which is to be larger. */
const ARGUMENTS = {
  'matroska.mkv': ['-c', 'copy'],
  'fragmented.mp4': ['-c', 'copy', '-movflags', '+frag_keyframe+empty_moov'],
  // Opus takes no 44.1 kHz, and WebM no H.264.
  'opus.webm': [
    '-c:v',
    'libvpx',
    '-deadline',
    'realtime',
    '-cpu-used',
    '8',
    '-b:v',
    '4870k',
    '-s',
    '320x180',
    '-c:a',
    'libopus',
  ],
  'audio.m4a': ['-vn', '-c:a', 'copy'],
  'mp3.mp4': ['-c:v', 'copy', '-c:a', 'libmp3lame', '-b:a', '128k'],
  // 640 x 480, 2 bytes a pixel, 4 pictures a second: 20 Mbit/s
  'camera.mov': [
    ...['-c:v', 'rawvideo', '-pix_fmt', 'uyvy422', '-s', '640x480', '-r', '4'],
    ...['-c:a', 'copy', '-chunk_duration', '1000000'],
  ],
} as const;

/** What the usual video is turned into: its container, its interleave, or its audio. */
export type Variant = keyof typeof ARGUMENTS;

/** A variant of the usual video, made once and kept beside it. */
export async function makeVariant(variant: Variant, seconds: number, signal: AbortSignal): Promise<string> {
  const video = await makeVideo(seconds, signal);
  const made = `${video}.${variant}`;
  if (existsSync(made)) return made;
  const unfinished = `${video}.${process.pid}.${variant}`;
  try {
    const input = ['-nostdin', '-y', '-loglevel', 'error', '-i', video];
    await runSuccessfully(['ffmpeg', ...input, ...ARGUMENTS[variant], unfinished], { signal });
    await rename(unfinished, made);
  } finally {
    await rm(unfinished, { force: true });
  }
  return made;
}

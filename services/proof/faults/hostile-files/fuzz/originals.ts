import { copyFile } from 'node:fs/promises';
import { SAMPLE } from '../../../../converter/test/generated-media.ts';
import { encode } from '../hostile-file.ts';

/** A good video, to be damaged. */
export interface Original {
  name: string;
  make(path: string): Promise<void>;
}

const SOUND = ['-f', 'lavfi', '-i', 'sine=frequency=440:duration=3'];
const PICTURE = ['-f', 'lavfi', '-i', 'testsrc2=size=96x64:rate=10:duration=3'];

const video = (name: string, ...args: string[]): Original => ({
  name,
  make: path => encode(path, ...PICTURE, ...SOUND, ...args),
});
const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast'];

/** The real sample, and one of each container, with another codec each. */
export const ORIGINALS: readonly Original[] = [
  { name: 'the sample', make: path => copyFile(SAMPLE, path) },
  video('mp4', ...H264, '-c:a', 'aac', '-movflags', '+faststart', '-f', 'mp4'),
  video('mov', ...H264, '-c:a', 'alac', '-f', 'mov'),
  video('mkv', ...H264, '-c:a', 'flac', '-f', 'matroska'),
  video('webm', '-c:v', 'libvpx', '-cpu-used', '8', '-c:a', 'libopus', '-f', 'webm'),
  video('avi', '-c:v', 'mpeg4', '-c:a', 'libmp3lame', '-f', 'avi'),
  video('flv', '-c:v', 'flv', '-c:a', 'aac', '-f', 'flv'),
  video('mpegts', ...H264, '-c:a', 'aac', '-f', 'mpegts'),
  video('mpeg', '-r', '25', '-c:v', 'mpeg2video', '-c:a', 'mp2', '-f', 'mpeg'),
  video('ogv', '-c:v', 'libtheora', '-c:a', 'libvorbis', '-f', 'ogg'),
  video('wmv', '-c:v', 'wmv2', '-c:a', 'wmav2', '-f', 'asf'),
];

/** Makes each original once, on the first demand. */
export function keepOriginals(directory: string): (original: Original) => Promise<string> {
  const made = new Map<string, Promise<string>>();
  async function make({ name, make }: Original): Promise<string> {
    const path = `${directory}/original ${name}`;
    await make(path);
    return path;
  }
  return original => {
    const path = made.get(original.name) ?? make(original);
    made.set(original.name, path);
    return path;
  };
}

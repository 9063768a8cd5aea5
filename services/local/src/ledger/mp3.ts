import { runSuccessfully } from '../command.ts';

/** What ffprobe says of a file. */
interface Probe {
  streams: { codec_name: string; channels: number }[];
  format: { duration: string };
}

/** How much longer or shorter than the sound an MP3 is: it ends with a whole frame, and begins with the encoder's delay. */
const TOLERANCE = { less: 0.05, more: 0.1 };

/** @throws where a file is not a whole MP3 of stereo sound of this length */
export async function requireMp3(file: string, seconds: number): Promise<void> {
  const probe: Probe = JSON.parse(
    await runSuccessfully([
      ...(['ffprobe', '-v', 'error', '-show_streams', '-show_format', '-of', 'json', file] as const),
    ]),
  );
  const [stream] = probe.streams;
  const duration = Number(probe.format.duration);
  const isRight =
    probe.streams.length === 1 &&
    stream?.codec_name === 'mp3' &&
    stream.channels === 2 &&
    duration > seconds - TOLERANCE.less &&
    duration < seconds + TOLERANCE.more;
  if (!isRight) throw new Error(`That is not an MP3 of ${seconds} s: ${JSON.stringify(probe)}`);
  // Reading all of it finds what the header does not tell.
  await runSuccessfully(['ffmpeg', '-v', 'error', '-xerror', '-i', file, '-f', 'null', '-']);
}

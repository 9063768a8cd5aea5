import { runSuccessfully } from '@vc/local/command.ts';

/** What ffprobe says of a file. */
interface Probe {
  streams: { codec_name: string; channels: number }[];
  format: { duration: string };
}

/** Of sound in the sample, in seconds; an MP3 ends with a whole frame, and begins with the encoder's delay. */
const LENGTH = { least: 5.25, most: 5.4 };

/** @throws where a file is not the sample's sound, as MP3 */
export async function requireSampleMp3(file: string): Promise<void> {
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
    duration > LENGTH.least &&
    duration < LENGTH.most;
  if (!isRight) throw new Error(`That is not the sample as MP3: ${JSON.stringify(probe)}`);
  // Reading all of it finds what the header does not tell.
  await runSuccessfully(['ffmpeg', '-v', 'error', '-xerror', '-i', file, '-f', 'null', '-']);
}

import { runSuccessfully } from '@vc/local/command.ts';

/** The share of frames that may be broken, as in the converter: where the audio was MP3 already, they are the video's own. */
const TOLERATED = '0.05';

/** Samples a second, one byte each, to which an MP3 is decoded to be measured. */
const RATE = 8_000;

/**
 * Seconds of sound that an MP3 really has.
 *
 * @throws when it is no MP3, or too much of it cannot be decoded
 */
export async function decodeMp3(path: string): Promise<number> {
  const decode = [
    'ffmpeg',
    '-nostdin',
    '-v',
    'error',
    '-max_error_rate',
    TOLERATED,
    '-f',
    'mp3',
    '-i',
    path,
  ] as const;
  const report = await runSuccessfully([
    ...decode,
    '-f',
    'u8',
    '-ac',
    '1',
    '-ar',
    `${RATE}`,
    '-progress',
    '-',
    '-y',
    '/dev/null',
  ]);
  const bytes = [...report.matchAll(/total_size=(\d+)/g)].at(-1)?.[1];
  return Number(bytes ?? 0) / RATE;
}

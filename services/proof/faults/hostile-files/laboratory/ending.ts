import type { HostileFile, Outcome } from '../hostile-file.ts';
import { decodeMp3 } from './mp3.ts';

/** How a conversion ended. */
export interface Ending {
  outcome: Outcome;
  /** Where converted: seconds by the MP3's header. */
  duration?: number;
  /** Where converted: the MP3. */
  mp3?: string;
}

/** How far the length in the header may be from what is decoded: the encoder's padding, and a frame. */
const TOLERANCE_SECONDS = 0.2;

/** What is wrong with an end, a sentence each. */
export async function judgeEnding(file: HostileFile, ending: Ending): Promise<string[]> {
  const { outcome, duration = 0, mp3 } = ending;
  if (!file.outcomes.includes(outcome)) return [`ended as ${outcome}, not as ${file.outcomes.join(' or ')}`];
  if (mp3 === undefined) return [];
  const decoded = await decodeMp3(mp3).catch((error: Error) => error);
  if (decoded instanceof Error) return [`gave an MP3 that cannot be decoded: ${decoded.message}`];
  const breaches: string[] = [];
  if (Math.abs(decoded - duration) > TOLERANCE_SECONDS + duration / 100) {
    breaches.push(`gave an MP3 of ${decoded} s that says it has ${duration} s`);
  }
  const [least, most] = file.seconds ?? [0, Number.POSITIVE_INFINITY];
  if (decoded === 0 || decoded < least || decoded > most) {
    breaches.push(`gave an MP3 of ${decoded} s, not of ${least} to ${most} s`);
  }
  return breaches;
}

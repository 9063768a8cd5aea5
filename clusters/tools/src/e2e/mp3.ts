import { requireMp3 } from '@vc/local/ledger/mp3.ts';

/** Of sound in the sample. */
const SAMPLE_SECONDS = 5.3;

/** @throws where a file is not the sample's sound, as MP3 */
export function requireSampleMp3(file: string): Promise<void> {
  return requireMp3(file, SAMPLE_SECONDS);
}

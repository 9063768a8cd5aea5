import type { Plan, Source, Transcoder } from '../transcoder.ts';
import { type EncodingPlan, encodeParts } from './encode-parts.ts';
import { splitAudio } from './split.ts';

/**
 * Makes the MP3 that a plan says: with several processes where it is to be encoded, its length is known, and cores are
 * free; else, and where the parts do not fit, with one.
 *
 * @param options.seconds the length that the file declares of this audio
 * @throws as `Transcoder.transcode`
 */
export async function encodeAudio(
  transcoder: Pick<Transcoder, 'transcode'>,
  source: Source,
  target: string,
  plan: Plan,
  options: {
    signal: AbortSignal;
    onProgress(seconds: number): void;
    seconds: number | undefined;
    countProcesses: (() => Promise<number>) | undefined;
  },
): Promise<void> {
  const { signal, onProgress, seconds, countProcesses } = options;
  if (isEncoding(plan) && seconds && countProcesses) {
    const segments = splitAudio(seconds, plan.encoding.sampleRate, await countProcesses());
    const parts = { segments, seconds };
    if (
      segments.length > 1 &&
      (await encodeParts(transcoder, source, target, plan, parts, { signal, onProgress }))
    )
      return;
  }
  await transcoder.transcode(source, target, plan, { signal, onProgress });
}

const isEncoding = (plan: Plan): plan is EncodingPlan => plan.encoding.mode !== 'copy';

import {
  type Conversion,
  type ConversionOptions,
  convertFile,
  type Encoded,
  lengthForParts,
  toShare,
} from './conversion.ts';
import type { Spooled } from './job-files.ts';
import { encodeAudio } from './parallel/encode-audio.ts';
import { planConversion, type Request } from './plan.ts';
import type { Media, Transcoder } from './transcoder.ts';

/**
 * Turns a local video that is still being written into a local MP3: encodes what is there while the rest comes.
 *
 * What a part of a file says of the whole is believed only when the whole says the same: the file is looked at once more when it is
 * complete, and whatever then differs, or has failed, is done from the complete file as if nothing had been done before.
 *
 * @throws {Verdict} when the file is to blame
 * @throws what the writing of the file failed with
 */
export async function convertGrowing(
  transcoder: Transcoder,
  { file, enough, readBeginning }: Spooled,
  target: string,
  request: Request,
  options: ConversionOptions,
): Promise<Conversion> {
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  /** What tells the length of all. */
  let known: Media | undefined;

  async function encodeEarly(): Promise<Encoded | undefined> {
    if (!(await file.has(enough))) return undefined; // all of it is there
    const { isSequential, tellsLength } = await readBeginning();
    if (!isSequential) return undefined;
    const video = await transcoder.probe(file.path, signal);
    const plan = planConversion(video, request);
    if (plan.encoding.mode === 'copy') return undefined; // takes no time
    if (tellsLength) known ??= video;
    const seconds = tellsLength ? lengthForParts(video) : undefined;
    await encodeAudio(transcoder, file, target, plan, {
      ...{ signal, seconds, countProcesses: options.countProcesses },
      onProgress: seconds => options.onProgress(known ? toShare(known, seconds) : 0),
    });
    return { plan, seconds };
  }

  const encoding = encodeEarly().catch(() => undefined);
  try {
    await file.complete;
    known = await transcoder.probe(file.path, options.signal);
    const source = { source: file.path, video: known };
    return await convertFile(transcoder, source, target, request, options, await encoding);
  } finally {
    stop.abort();
    await encoding; // nothing of it runs on
  }
}

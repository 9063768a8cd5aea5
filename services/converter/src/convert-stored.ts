import { join } from 'node:path';
import type { Media } from '@vc/blobs/media.ts';
import type { Conversion, ConversionOptions } from './conversion.ts';
import { convertGrowing } from './convert-growing.ts';
import { spoolAudio, spoolVideo } from './job-files.ts';
import type { Request } from './plan.ts';
import type { Transcoder } from './transcoder.ts';
import { Verdict } from './verdict.ts';

/** A conversion that went on for so long before it failed, once all was there, would do so again. */
const LONGEST_REPEATED_MS = 300_000;

/**
 * Fetches an upload and makes the MP3 at `target`; from the audio alone where that can be had.
 *
 * A verdict counts only when the whole file has been seen: on a part, it leads to the whole.
 */
export async function convertStored(
  { media, transcoder }: { media: Media; transcoder: Transcoder },
  file: string,
  { folder, target }: { folder: string; target: string },
  request: Request,
  options: ConversionOptions,
): Promise<Conversion> {
  const { signal } = options;
  const audio = await spoolAudio(media, file, join(folder, 'audio'), signal);
  if (audio) {
    let completeAt = Number.POSITIVE_INFINITY;
    const note = () => {
      completeAt = performance.now();
    };
    audio.file.complete.then(note, () => {}); // whoever converts hears of the failure
    try {
      return await convertGrowing(withoutVideo(transcoder), audio, target, request, options);
    } catch (error) {
      const isRepeated = error instanceof Verdict && performance.now() - completeAt < LONGEST_REPEATED_MS;
      if (!isRepeated) throw error;
    }
  }
  const video = spoolVideo(media, file, join(folder, 'video'), signal);
  return convertGrowing(transcoder, video, target, request, options);
}

/** A part of a file has no video that could be measured. */
function withoutVideo(transcoder: Transcoder): Transcoder {
  return {
    ...transcoder,
    measureVideo: () => Promise.reject(new Verdict('corrupt', 'the length of the video is needed')),
  };
}

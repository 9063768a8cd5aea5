import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { convertFile } from '../../../../converter/src/conversion.ts';
import type { Transcoder } from '../../../../converter/src/transcoder.ts';
import { Verdict } from '../../../../converter/src/verdict.ts';
import type { HostileFile, Lure } from '../hostile-file.ts';
import type { ChildMemory } from './child-memory.ts';
import { type Ending, judgeEnding } from './ending.ts';
import { LARGEST_MP3, MAX_SECONDS, MOST_MEMORY } from './limits.ts';

/** What files are converted with, without the product around it. */
export interface Workbench {
  transcoder: Transcoder;
  directory: string;
  lure: Lure;
  memory: ChildMemory;
  signal: AbortSignal;
}

/** Makes a file, converts it as the converter does, in a folder of its own, and returns what is wrong, a sentence each. */
export async function tryDirectly(bench: Workbench, file: HostileFile, number: number): Promise<string[]> {
  const folder = join(bench.directory, `file-${number}`);
  await mkdir(folder);
  try {
    const source = join(folder, 'video');
    await file.make(source, bench.lure);
    const ending = await convert(bench, source, join(folder, 'mp3'), file.uploadName ?? 'video.mp4');
    if (ending instanceof Error) return [`${file.name}: the conversion did not end: ${ending.message}`];
    const breaches = await judgeEnding(file, ending);
    const peak = bench.memory.peak(folder);
    if (peak > MOST_MEMORY) breaches.push(`needed ${Math.round(peak / 2 ** 20)} MiB of memory`);
    const { size } = ending.mp3 === undefined ? { size: 0 } : await stat(ending.mp3);
    if (size > LARGEST_MP3) breaches.push(`wrote ${size} bytes`);
    return breaches.map(breach => `${file.name}: ${breach}`);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** An error that is no verdict is one that the converter tries again: five times, and then it has given up without a reason. */
async function convert(
  { transcoder, signal }: Workbench,
  source: string,
  target: string,
  name: string,
): Promise<Ending | Error> {
  try {
    const request = { name, maxSeconds: MAX_SECONDS };
    const looked = { source, video: await transcoder.probe(source, signal) };
    const { duration } = await convertFile(transcoder, looked, target, request, { signal, onProgress() {} });
    return { outcome: 'converted', duration, mp3: target };
  } catch (error) {
    return error instanceof Verdict ? { outcome: error.code } : (error as Error);
  }
}

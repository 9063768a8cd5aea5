import { stat } from 'node:fs/promises';
import { readMemory } from '../process-memory.ts';
import { startProgram } from './child-program.ts';
import { type Case, makeCases } from './conversion/cases.ts';
import { readCpuSeconds } from './conversion/cpu-seconds.ts';
import { openStoredConversions, type StoredConversions, type Used } from './conversion/stored.ts';
import { seconds } from './measure.ts';
import { onOneCore } from './one-core.ts';
import { type Bench, hold, type Part } from './part.ts';
import { timePlainFfmpeg } from './plain-ffmpeg.ts';
import type { Row } from './table.ts';
import { makeVideo } from './video.ts';

const MIB = 2 ** 20;

/** What a job does from its stored video to its MP3, against ffmpeg alone on the same video as a local file. */
export const conversion: Part = {
  name: 'conversion',
  async run(bench) {
    bench.tell('the videos are made');
    const cases = await makeCases(bench.sizes, bench.signal);
    await using store = await openStoredConversions();
    const rows: Row[] = [];
    for (const one of cases) rows.push(...(await compare(bench, store, one)));
    return [...rows, await compareFetch(bench, store), await compareMemory(bench, store)];
  },
};

/** Wall clock and CPU time of both, and what ours took of store and disk where that is asked. */
async function compare(bench: Bench, store: StoredConversions, one: Case): Promise<Row[]> {
  const { signal } = bench;
  bench.tell(`${one.what}: put into the store`);
  const stored = await store.put(one.video);
  const cpu = { baseline: [] as number[], ours: [] as number[] };
  const used: Used[] = [];
  async function run(who: 'baseline' | 'ours', work: () => Promise<unknown>): Promise<number> {
    const before = await readCpuSeconds();
    const took = await (one.cores === 1 ? onOneCore(() => seconds(work)) : seconds(work));
    cpu[who].push((await readCpuSeconds()) - before);
    return took;
  }
  const convert = async () => void used.push(await store.convert(stored.file, one.cores, signal));
  const figures = await hold(bench, {
    baseline: () => run('baseline', () => timePlainFfmpeg(one.video, store.directory, signal)),
    ours: () => run('ours', convert),
  });
  await stored.remove();
  const isRatio = 'atMost' in one.aim; // a second of video says nothing of CPU time
  return [
    { what: `${one.what}: plain ffmpeg, from the store`, unit: 's', figures, aim: one.aim },
    { what: '  CPU time of these', unit: 's', figures: cpu, ...(isRatio && { aim: { atMost: 1.06 } }) },
    ...(one.audio ? await compareBytes({ ...one, audio: one.audio }, used) : []),
  ];
}

async function compareBytes(
  { video, audio }: Case & { audio: string },
  used: readonly Used[],
): Promise<Row[]> {
  const against = async (file: string, ours: number[]) => {
    const { size } = await stat(file);
    return { baseline: ours.map(() => size / MIB), ours: ours.map(bytes => bytes / MIB) };
  };
  const fetched = await against(
    video,
    used.map(bytes => bytes.fetched),
  );
  const spooled = await against(
    audio,
    used.map(bytes => bytes.spooled),
  );
  return [
    { what: '  bytes of the video, fetched', unit: 'MiB', figures: fetched, aim: { atMost: 0.12 } },
    {
      what: '  bytes of the audio, on the temporary disk',
      unit: 'MiB',
      figures: spooled,
      aim: { atMost: 1.05 },
    },
  ];
}

/** What no converter can do without where audio is in every chunk: it shows what the store costs on the same cores. */
async function compareFetch(bench: Bench, store: StoredConversions): Promise<Row> {
  const { signal, sizes } = bench;
  const video = await makeVideo(sizes.videoSeconds, signal);
  const stored = await store.put(video);
  const figures = await hold(bench, {
    baseline: () => timePlainFfmpeg(video, store.directory, signal),
    ours: () => seconds(() => store.fetch(stored.file)),
  });
  await stored.remove();
  return { what: 'for comparison: plain ffmpeg, the same mp4 fetched and thrown away', unit: 's', figures };
}

/** Peaks of processes that convert a short and a long video. */
async function compareMemory(bench: Bench, store: StoredConversions): Promise<Row> {
  const { signal, sizes } = bench;
  const [short, long] = [Math.ceil(sizes.videoSeconds / 10), sizes.videoSeconds];
  const peakOf = async (file: string) => {
    const args = [store.url, file, store.directory];
    await using once = await startProgram('conversion/convert-once.ts', { args });
    return await readMemory(once.pid, 'peak');
  };
  const [first, second] = [
    await store.put(await makeVideo(short, signal)),
    await store.put(await makeVideo(long, signal)),
  ];
  const figures = await hold(bench, { baseline: () => peakOf(first.file), ours: () => peakOf(second.file) });
  await Promise.all([first.remove(), second.remove()]);
  const what = `peak memory of the converter, without ffmpeg: mp4 of ${short} s, of ${long} s`;
  return { what, unit: 'MiB', figures, aim: { atMost: 1.1 } };
}

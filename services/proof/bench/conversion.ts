import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { readCpuSeconds } from './conversion/cpu-seconds.ts';
import { openStoredConversions, type StoredConversions } from './conversion/stored.ts';
import { makeVariant } from './conversion/variants.ts';
import { seconds } from './measure.ts';
import { onOneCore } from './one-core.ts';
import { type Bench, hold, type Part } from './part.ts';
import { timePlainFfmpeg } from './plain-ffmpeg.ts';
import type { Row } from './table.ts';
import { makeVideo } from './video.ts';

/** What is converted, with how many cores, and how long it may take of what plain ffmpeg takes. */
type Case = { what: string; video: string; cores: number; atMost: number; reportsBytes?: boolean };

const MIB = 2 ** 20;

/** What a job does from its stored video to its MP3, against ffmpeg alone on the same video as a local file. */
export const conversion: Part = {
  name: 'conversion',
  async run(bench) {
    const { sizes, signal } = bench;
    const length = sizes.videoSeconds;
    bench.tell('the videos are made');
    const all = availableParallelism();
    const phone = await makeVideo(length, signal);
    const cases: Case[] = [
      { what: `mp4 of ${length} s, 5 Mbps`, video: phone, cores: all, atMost: 0.65 },
      { what: 'the same, one core', video: phone, cores: 1, atMost: 1.05 },
      {
        what: `mov of ${length} s, 20 Mbps, 1 s interleave`,
        video: await makeVariant('camera.mov', length, signal),
        ...{ cores: all, atMost: 0.65, reportsBytes: true },
      },
      { what: 'mkv', video: await makeVariant('matroska.mkv', length, signal), cores: all, atMost: 1.05 },
      {
        what: 'fragmented mp4',
        video: await makeVariant('fragmented.mp4', length, signal),
        ...{ cores: all, atMost: 1.05 },
      },
      {
        what: 'MP3 inside, copied',
        video: await makeVariant('mp3.mp4', length, signal),
        cores: all,
        atMost: 0.1,
      },
      {
        what: 'clip of 1 s',
        video: await makeVideo(1, signal),
        cores: all,
        atMost: Number.POSITIVE_INFINITY,
      },
    ];
    if (sizes.longVideoSeconds) {
      const video = await makeVideo(sizes.longVideoSeconds, signal);
      cases.push({ what: `mp4 of ${sizes.longVideoSeconds} s`, video, cores: all, atMost: 0.6 });
    }
    await using store = await openStoredConversions();
    const rows: Row[] = [];
    for (const one of cases) rows.push(...(await compare(bench, store, one)));
    return rows;
  },
};

/** Wall clock and CPU time of both, and what the store sent where that is asked. */
async function compare(bench: Bench, store: StoredConversions, one: Case): Promise<Row[]> {
  const { signal } = bench;
  bench.tell(`${one.what}: put into the store`);
  const stored = await store.put(one.video);
  const cpu = { baseline: [] as number[], ours: [] as number[] };
  const fetched: number[] = [];
  async function run(who: 'baseline' | 'ours', work: () => Promise<unknown>): Promise<number> {
    const before = await readCpuSeconds();
    const took = await (one.cores === 1 ? onOneCore(() => seconds(work)) : seconds(work));
    cpu[who].push((await readCpuSeconds()) - before);
    return took;
  }
  const figures = await hold(bench, {
    baseline: () => run('baseline', () => timePlainFfmpeg(one.video, store.directory, signal)),
    ours: () =>
      run(
        'ours',
        async () => void fetched.push((await store.convert(stored.file, one.cores, signal)).fetched),
      ),
  });
  await stored.remove();
  const what = `${one.what}: plain ffmpeg, from the store`;
  const aim = Number.isFinite(one.atMost) ? { aim: { atMost: one.atMost } } : {};
  const rows: Row[] = [
    { what, unit: 's', figures, ...aim },
    { what: '  CPU time of these', unit: 's', figures: cpu, ...(aim.aim && { aim: { atMost: 1.06 } }) },
  ];
  if (one.reportsBytes) {
    const { size } = await stat(one.video);
    const bytes = { baseline: fetched.map(() => size / MIB), ours: fetched.map(count => count / MIB) };
    rows.push({ what: '  bytes of the video, fetched', unit: 'MiB', figures: bytes, aim: { atMost: 0.12 } });
  }
  return rows;
}

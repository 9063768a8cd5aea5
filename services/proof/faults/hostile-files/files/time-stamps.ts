import { type Collection, encoded, fine, taken, written } from '../hostile-file.ts';
import { MAX_U32, pcmTone, u32 } from '../writers/bytes.ts';
import { flv } from '../writers/flv.ts';
import { block, cluster, matroska, toneClusters } from '../writers/matroska.ts';
import { box, fullBox, lyingRuns, movie, runs } from '../writers/mp4.ts';

const tone = (seconds: number) => ['-f', 'lavfi', '-i', `sine=duration=${seconds}`];
const edits = (...entries: [duration: number, start: number][]) =>
  box(
    'edts',
    fullBox('elst', u32(entries.length), ...entries.flatMap(edit => [...edit.map(u32), u32(0x1_0000)])),
  );

const lasting = (duration: number) => matroska({ duration });
const times = (...milliseconds: number[]) => flv({ times: milliseconds });

/** Clocks that run backwards, jump, stand still, or say no number at all. */
export const timeStamps: Collection = {
  name: 'time stamps that are negative, jump, or are no number',
  files: [
    written('mkv lasts NaN', fine(2), () => lasting(Number.NaN)),
    written('mkv lasts for ever', fine(2), () => lasting(Number.POSITIVE_INFINITY)),
    written('mkv lasts -1 s', fine(2), () => lasting(-1_000)),
    written('mkv lasts 1e300 s', taken('too-long', 'converted'), () => lasting(1e303)),
    written('flv lasts NaN', fine(2), () => flv({ declared: Number.NaN })),
    written('flv lasts -1 s', fine(2), () => flv({ declared: -1 })),
    written('mkv begins after a year', taken('converted'), () =>
      matroska({ duration: 2_000, clusters: toneClusters(2, 365 * 24 * 3_600_000) }),
    ),
    written('mkv begins at the end of 64 bits', taken('converted', 'corrupt'), () =>
      matroska({ duration: 2_000, clusters: toneClusters(2, Number(2n ** 62n)) }),
    ),
    written('mkv, packets before 0', fine(2), () =>
      matroska({
        duration: 2_000,
        clusters: [
          cluster(
            0,
            ...Array.from({ length: 20 }, (_, index) =>
              block(pcmTone(0.1, 8_000), 0x1_0000 - 1_000 + index * 100),
            ),
          ),
        ],
      }),
    ),
    written('mkv, the second half before the first', fine(4), () =>
      matroska({ duration: 4_000, clusters: [...toneClusters(2, 2_000), ...toneClusters(2)] }),
    ),
    written('flv runs backwards', taken('converted', 'corrupt'), () =>
      times(...Array.from({ length: 20 }, (_, index) => 2_000 - index * 100)),
    ),
    written('flv stands still', taken('converted', 'corrupt'), () =>
      times(...Array.from({ length: 20 }, () => 0)),
    ),
    written('flv jumps by 20 days', taken('too-long', 'corrupt', 'converted'), () =>
      times(0, 100, 200, 2_000_000_000, 2_000_000_100),
    ),
    written('flv at the end of 32 bits', taken('converted', 'corrupt', 'too-long'), () =>
      times(MAX_U32 - 50, MAX_U32, 50, 150),
    ),
    written('mov, samples of no length', taken('corrupt', 'converted'), () =>
      movie({ tables: { stts: runs([16_000, 0]) } }),
    ),
    written('mov, samples of 2^32 ticks', taken('corrupt', 'too-long', 'converted'), () =>
      movie({ tables: { stts: runs([16_000, MAX_U32]) } }),
    ),
    written('mov, more ticks than 64 bits', taken('corrupt', 'too-long', 'converted'), () =>
      movie({ tables: { stts: lyingRuns(2, [MAX_U32, MAX_U32], [MAX_U32, MAX_U32]) } }),
    ),
    written('mov, a clock of 0 ticks a second', taken('corrupt', 'converted', 'too-long'), () =>
      movie({ timescale: 0 }),
    ),
    written('mov, a clock of 1 tick a second', taken('too-long', 'corrupt', 'converted'), () =>
      movie({ timescale: 1 }),
    ),
    written('mov, an edit of nothing', taken('corrupt'), () =>
      movie({ inTrack: [edits([16_000, MAX_U32])] }),
    ),
    written('mov, an edit that begins behind the end', taken('corrupt', 'converted'), () =>
      movie({ inTrack: [edits([16_000, 2_000_000_000])] }),
    ),
    written('mov, the same second 1,000 times', taken('too-long', 'converted', 'corrupt'), () =>
      movie({ inTrack: [edits(...Array.from({ length: 1_000 }, (): [number, number] => [8_000, 0]))] }),
    ),
    written('mov, offsets of 2^31', taken('converted', 'corrupt'), () =>
      movie({ tables: { ctts: runs([16_000, 2 ** 31]) } }),
    ),
    encoded('mpegts that begins before 0', fine(2), ...tone(2), '-output_ts_offset', '-10', '-f', 'mpegts'),
    encoded(
      'mpegts over the end of 33 bits',
      fine(4),
      ...tone(4),
      '-output_ts_offset',
      '95441',
      '-f',
      'mpegts',
    ),
    encoded(
      'ogg that begins after a day',
      taken('converted'),
      ...tone(2),
      '-output_ts_offset',
      '86400',
      '-c:a',
      'libvorbis',
      '-f',
      'ogg',
    ),
  ],
};

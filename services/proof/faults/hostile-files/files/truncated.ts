import { readFile, writeFile } from 'node:fs/promises';
import { ORIGINALS, type Original } from '../fuzz/originals.ts';
import { type Collection, type HostileFile, type Outcome, refused, taken } from '../hostile-file.ts';

/** How many bytes, or which share, is left. */
const CUTS = [1, 10, 100, 1_000, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99];

/** What is cut; from how many bytes on the gateway knows it; whether ffmpeg believes its header how long it is. */
const KINDS = [
  { name: 'mp4', knownBy: 8, declares: true },
  { name: 'mov', knownBy: 8, declares: true },
  { name: 'mkv', knownBy: 4, declares: true },
  { name: 'avi', knownBy: 12, declares: false },
  { name: 'flv', knownBy: 4, declares: true },
  { name: 'mpegts', knownBy: 377, declares: false },
];

const UNREADABLE: [Outcome, ...Outcome[]] = ['corrupt', 'not-a-video', 'no-audio'];

/** Ends that are missing. Where the length is known, less than 95 % of it is not what the user uploaded. */
export const truncated = (find: (original: Original) => Promise<string>): Collection => ({
  name: 'cut off at ten places',
  files: KINDS.flatMap(({ name, knownBy, declares }) => {
    const original = ORIGINALS.find(it => it.name === name) as Original; // by the names above
    return CUTS.map((cut): HostileFile => {
      const isKnown = cut < 1 || cut >= knownBy;
      const mayBeWhole = cut === 0.99 || (!declares && cut < 1);
      const outcomes = (mayBeWhole ? [...UNREADABLE, 'converted'] : UNREADABLE) as typeof UNREADABLE;
      return {
        name: `${name}, ${cut < 1 ? `${cut * 100} %` : `${cut} bytes`}`,
        ...(isKnown ? taken(...outcomes) : refused(...outcomes)),
        make: async path => {
          const whole = await readFile(await find(original));
          await writeFile(path, whole.subarray(0, cut < 1 ? Math.floor(whole.length * cut) : cut));
        },
      };
    });
  }),
});

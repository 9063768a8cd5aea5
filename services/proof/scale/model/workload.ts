import type { DailyCurve } from '../simulation/arrivals.ts';
import type { Assumption } from './assumption.ts';

// What users do. Nobody has asked users of this product yet: everything here is chosen, to be replaced by what
// `/metrics` and the job table of an installation say.

type Length = { share: number; minutes: number };

/** Videos by their length, and how many are of it. At 5 Mbit/s the longest is just below the largest upload (2 GiB). */
export const LENGTHS: readonly [Length, ...Length[]] = [
  { share: 0.5, minutes: 2 },
  { share: 0.3, minutes: 6 },
  { share: 0.15, minutes: 15 },
  { share: 0.05, minutes: 45 },
];

/** How busy the hours of a day are: hardly anybody at 4, three times the average of the night in the evening. */
export const CURVE: DailyCurve = [
  ...[6, 4, 3, 2, 2, 3, 5, 8, 11, 13, 14, 14],
  ...[14, 13, 13, 14, 15, 17, 20, 23, 24, 22, 16, 10],
];

/** The rest of what users do. */
export const HABITS = {
  loginsPerUpload: {
    value: 0.5,
    unit: '',
    because: 'a token lasts 12 hours; some upload more than once in that time',
  },
  downloadsPerUpload: {
    value: 1,
    unit: '',
    because: 'measured jobs include one; who downloads twice keeps no copy',
  },
  failedShare: { value: 0.02, unit: '', because: 'their sources are kept for 7 days, to be tried again' },
} satisfies Record<string, Assumption>;

/** What is planned with at most, so that something is left for a lost node and a bad day. */
export const HEADROOM: Assumption = {
  value: 0.7,
  unit: '',
  because: 'beyond, waiting times grow out of proportion (M/M/1: 2.3 service times at 0.7, 9 at 0.9)',
};

/** Mean length of the audio in minutes. */
export const meanMinutes = (lengths: readonly Length[] = LENGTHS): number =>
  lengths.reduce((sum, { share, minutes }) => sum + share * minutes, 0);

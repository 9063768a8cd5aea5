/** How much is measured. */
export type Sizes = {
  /** Runs of each contestant. */
  rounds: number;
  videoSeconds: number;
  /** A second, longer video; it takes long to make. */
  longVideoSeconds?: number;
  uploadBytes: number;
  /** Into the real store. */
  storedBytes: number;
  /** Out of memory, and out of the real store. */
  downloadBytes: number;
  storedMp3Bytes: number;
  /** Two uploads, to see whether memory grows from one to the other. */
  memoryBytes: { small: number; large: number };
  /** In one run. */
  logins: number;
  /** Small conversions in one run. */
  smallJobs: number;
  /** Jobs of one owner, and of all. */
  jobs: { ofOne: number; all: number };
};

const MIB = 2 ** 20;

/** What the figures in issues and documents mean. */
export const FULL: Sizes = {
  rounds: 5,
  videoSeconds: 600,
  uploadBytes: 1_024 * MIB,
  storedBytes: 256 * MIB,
  downloadBytes: 512 * MIB,
  storedMp3Bytes: 400_000_000,
  memoryBytes: { small: 256 * MIB, large: 2_048 * MIB },
  logins: 200,
  smallJobs: 30,
  jobs: { ofOne: 100_000, all: 1_000_000 },
};

/** `--quick`: to see whether it works, in a minute or two. Start-up costs weigh more than they should. */
export const QUICK: Sizes = {
  rounds: 2,
  videoSeconds: 60,
  uploadBytes: 128 * MIB,
  storedBytes: 32 * MIB,
  downloadBytes: 128 * MIB,
  storedMp3Bytes: 40_000_000,
  memoryBytes: { small: 64 * MIB, large: 256 * MIB },
  logins: 40,
  smallJobs: 8,
  jobs: { ofOne: 10_000, all: 50_000 },
};

/** `--all`: an hour of video besides. */
export const ALL: Sizes = { ...FULL, longVideoSeconds: 3_600 };

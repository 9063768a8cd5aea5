/** How far back it looks, in milliseconds: long enough to be calm, short enough to notice a change. */
const WINDOW_MS = 5_000;

/** Measures the speed of something that tells how far it is, over the last seconds. */
export type Speedometer = {
  /** @returns bytes a second; undefined as long as there is too little to tell */
  measure(bytes: number, nowMs: number): number | undefined;
};

export function createSpeedometer(): Speedometer {
  let samples: { bytes: number; at: number }[] = [];
  return {
    measure(bytes, nowMs) {
      samples = [...samples.filter(({ at }) => nowMs - at <= WINDOW_MS), { bytes, at: nowMs }];
      const [first] = samples;
      if (!first || nowMs - first.at < 500) return undefined;
      return ((bytes - first.bytes) / (nowMs - first.at)) * 1000;
    },
  };
}

import type { Arrival } from './simulate.ts';

/** Jobs that wait, the first that came first. */
export interface Waiting {
  readonly size: number;
  add(arrival: Arrival): void;
  /** @throws when nothing waits */
  take(): Arrival;
}

/** Two lines: nobody in the second is taken while somebody is in the first. */
export function createWaiting(isFirst: (arrival: Arrival) => boolean): Waiting {
  const [first, others] = [createLine(), createLine()];
  return {
    get size() {
      return first.size + others.size;
    },
    add: arrival => (isFirst(arrival) ? first : others).add(arrival),
    take: () => (first.size > 0 ? first : others).take(),
  };
}

/** How many may have been taken before the room they had is given back. */
const MOST_TAKEN = 4_096;

/** An array that is taken from in front would move all others each time. */
function createLine(): Waiting {
  let arrivals: Arrival[] = [];
  let taken = 0;
  return {
    get size() {
      return arrivals.length - taken;
    },
    add: arrival => void arrivals.push(arrival),
    take() {
      const arrival = arrivals[taken];
      if (!arrival) throw new RangeError('nobody waits');
      taken += 1;
      if (taken > MOST_TAKEN && 2 * taken > arrivals.length) {
        arrivals = arrivals.slice(taken);
        taken = 0;
      }
      return arrival;
    },
  };
}

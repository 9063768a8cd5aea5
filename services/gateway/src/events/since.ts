import { Problem } from '@vc/kit/problem.ts';

/**
 * Where an event stream begins: at the last event that the client has, else now. An id from the future, by whatever clock,
 * would keep events back: it counts as now.
 *
 * @throws {Problem} 400 for an id that we never gave
 */
export function startingPoint(lastEventId: string | undefined, now: Date): Date {
  if (lastEventId === undefined) return now;
  const last = new Date(lastEventId);
  if (Number.isNaN(last.getTime()))
    throw new Problem(400, 'malformed', 'The Last-Event-ID is not an instant that exists.');
  return last < now ? last : now;
}

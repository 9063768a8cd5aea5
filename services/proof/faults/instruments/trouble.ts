/** The two ways through a connection. */
export type Direction = 'to-server' | 'to-client';

/**
 * What a link does to the connections through it:
 * - `none`: carries everything;
 * - `slow`: carries so many bytes a second in each direction, each piece after a delay;
 * - `half-open`: swallows what goes in these directions, farewells included; nobody is told;
 * - `cut-after`: carries so many bytes of each connection, both directions together, and resets it in the middle of the next;
 * - `reset`: resets every connection, those that are open and those that come.
 */
export type Trouble =
  | { kind: 'none' }
  | { kind: 'slow'; bytesPerSecond: number; delayMs: number }
  | { kind: 'half-open'; swallows: readonly Direction[] }
  | { kind: 'cut-after'; bytes: number }
  | { kind: 'reset' };

/** What a link has done since it was placed: by these figures a case proves that its fault has happened. */
export interface Tally {
  /** Connections that were opened through it. */
  opened: number;
  /** Bytes that arrived on the other side. */
  carried: number;
  /** Those of them that arrived at the server. */
  carriedToServer: number;
  /** Pieces that were held back. */
  delayed: number;
  /** Bytes that never arrived. */
  swallowed: number;
  /** Connections that were reset. */
  cut: number;
}

/** A link that has done nothing yet. */
export const emptyTally = (): Tally => ({
  opened: 0,
  carried: 0,
  carriedToServer: 0,
  delayed: 0,
  swallowed: 0,
  cut: 0,
});

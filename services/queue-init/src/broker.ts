import type { ManagementApi } from './management-api.ts';

/** The virtual host that is brought to the desired state. */
export type Broker = {
  api: ManagementApi;
  vhost: string;
  /** Messages of a queue that wait for a consumer, counted now. */
  countReady(queue: string): Promise<number>;
  /** How old the management API's figures may be, in milliseconds. */
  statisticsAgeMs: number;
};

/** What became of one thing: what was done to it, or that nothing had to be. */
export type Outcome = { subject: string; done: string; isChange: boolean };

/** It was as it should be. */
export const unchanged = (subject: string): Outcome => ({ subject, done: 'right already', isChange: false });

/** Something was done to it. */
export const changed = (subject: string, done: string): Outcome => ({ subject, done, isChange: true });

/** The desired state can be had only by destroying something, or is overruled; a person must decide. */
export class Refusal extends Error {}

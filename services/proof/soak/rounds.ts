import { pause } from '@vc/kit/loop.ts';
import type { Customer } from '@vc/local/ledger/customer.ts';
import { waitUntil } from '@vc/local/waiting.ts';
import type { Counts } from '../faults/ledger/settle.ts';
import type { World } from '../faults/ledger/world.ts';
import { disturb, type Target } from './disturbances.ts';

/** What a round came to. */
export interface Round {
  disturbances: string[];
  counts: Counts;
}

const CUSTOMERS = 6;
/** The mail sink keeps 500 mails. */
const JOBS = 100;
const REST_MS = 3_000;
/** Backoffs double: a job that was disturbed thrice waits for two minutes. */
const ENDED_LIMIT_MS = 600_000;

/** Customers upload so many videos while one disturbance follows the other; then their books are settled. */
export async function playRound(
  target: Target & { world: World },
  { jobs = JOBS, signal }: { jobs?: number; signal: AbortSignal },
): Promise<Round> {
  const { world } = target;
  const customers = await Promise.all(Array.from({ length: CUSTOMERS }, () => world.customer()));
  const done = new AbortController();
  const over = AbortSignal.any([signal, done.signal]);
  let left = jobs;
  const buy = async (customer: Customer) => {
    while (left > 0 && !over.aborted) {
      left -= 1;
      await waitUntilEnded(customer, await customer.upload());
    }
  };
  const disturbances: string[] = [];
  const disturbing = (async () => {
    while (!over.aborted) {
      await pause(REST_MS, over);
      if (!over.aborted) disturbances.push(await disturb(target));
    }
  })();
  try {
    // A disturbance that cannot be taken back ends the round as well: then customers would wait in vain.
    await Promise.race([Promise.all(customers.map(buy)), disturbing]);
  } finally {
    done.abort();
    await disturbing;
  }
  signal.throwIfAborted();
  return { disturbances, counts: await world.settle({ limitMs: ENDED_LIMIT_MS }) };
}

function waitUntilEnded(customer: Customer, fid: string): Promise<void> {
  const hasEnded = async () => ['converted', 'failed'].includes((await customer.readJob(fid)).status);
  return waitUntil(`${fid} has ended`, hasEnded, ENDED_LIMIT_MS);
}

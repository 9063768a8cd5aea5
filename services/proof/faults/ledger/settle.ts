import type { Customer } from '@vc/local/ledger/customer.ts';
import { readEndings } from '@vc/local/ledger/endings.ts';
import { audit, type Ending } from '@vc/local/ledger/ledger.ts';
import { waitUntil } from '@vc/local/waiting.ts';
import type { Inside } from './inside.ts';
import { findLeftovers } from './leftovers.ts';
import { type Channel, readNotices, type Sinks } from './notices.ts';
import { findGarbage, findUndone } from './quiet.ts';

/** What a case expects of the end. */
export interface SettleOptions {
  /** The longest that the product may take to finish everything; by default four minutes: backoffs, leases, and a minute between two cleanings. */
  limitMs?: number;
  /** Channels whose receiver was away for good, or took notices without saying so. */
  uncertain?: readonly Channel[];
  /** The case has sent messages that nobody can handle. */
  mayHaveDeadLetters?: boolean;
}

/** What was audited, in numbers: a ledger without entries proves nothing. */
export interface Counts {
  /** Videos that were answered with 202. */
  accepted: number;
  canceled: number;
  /** Requests that had to be repeated. */
  refused: number;
  /** Notices that came more than once, rightly. */
  repeated: number;
}

const LIMIT_MS = 240_000;

/**
 * Waits until nothing is left to be done, and holds the customers' books against what there is then.
 *
 * @throws with every breach, a sentence a line
 */
export async function settleBooks(
  world: {
    inside: Inside;
    sinks: Sinks;
    customers: readonly Customer[];
    tempDirectory: string;
    seen(): string[];
    /** Runs `work` while somebody cleans up, which otherwise may be a minute away. */
    whileCleaning<T>(work: () => Promise<T>): Promise<T>;
  },
  { limitMs = LIMIT_MS, uncertain = [], mayHaveDeadLetters = false }: SettleOptions,
): Promise<Counts> {
  const { inside, sinks, customers, tempDirectory } = world;
  const undone = await waitForNone(() => findUndone(inside), limitMs);
  if (undone.length === 0) {
    const findIt = () => waitForNone(() => findGarbage(inside), limitMs);
    undone.push(...(await world.whileCleaning(findIt)));
  }
  const endings = new Map<Customer, Ending[]>();
  for (const customer of customers) {
    const notices = await readNotices(inside, sinks, customer, uncertain);
    endings.set(customer, await readEndings(customer, notices));
  }
  const breaches = [
    ...undone.map(it => `after ${limitMs / 1000} s: ${it}`),
    ...customers.flatMap(customer => audit(customer.ledger, endings.get(customer) ?? [])),
    ...(await findLeftovers(inside, { tempDirectory, mayHaveDeadLetters })),
    ...world.seen(),
  ];
  if (breaches.length > 0) throw new Error(breaches.join('\n'));
  return countEntries(customers, [...endings.values()].flat());
}

/** Waits until nothing is found. @returns what is found when the time is up */
async function waitForNone(find: () => Promise<string[]>, limitMs: number): Promise<string[]> {
  let found: string[] = [];
  const isNone = async () => {
    found = await find();
    return found.length === 0;
  };
  await waitUntil('all is quiet', isNone, limitMs).catch(error => {
    if (found.length === 0) throw error;
  });
  return found;
}

function countEntries(customers: readonly Customer[], endings: readonly Ending[]): Counts {
  const sum = (list: 'accepted' | 'canceled' | 'refused') =>
    customers.reduce((total, { ledger }) => total + ledger[list].length, 0);
  const repeated = endings
    .flatMap(({ notices }) => notices)
    .reduce((total, { ids }) => total + ids.length - new Set(ids).size, 0);
  return { accepted: sum('accepted'), canceled: sum('canceled'), refused: sum('refused'), repeated };
}

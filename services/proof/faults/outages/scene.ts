import type { Customer, Video } from '@vc/local/ledger/customer.ts';
import type { Stage } from '../group.ts';
import type { Links } from '../instruments/links.ts';
import type { SettleOptions } from '../ledger/settle.ts';
import type { World } from '../ledger/world.ts';

/** What the cases of this group have around them. */
export interface Surroundings {
  world: World;
  links: Links;
  /** Seconds of sound. */
  short: Video;
  /** Minutes of it, so that something can happen while it is converted. */
  long: Video;
}

/** Where the cases of this group are tried. */
export interface Scene extends Surroundings {
  /**
   * Tries a case, which mends what it breaks. When `work` has ended, well or not, the ledger is audited: both may find
   * breaches.
   */
  attempt(name: string, work: () => Promise<string>, expected?: SettleOptions): Promise<void>;
  /** New customers, each with a video to upload; by default the short one. */
  newCustomers(count: number, video?: Video): Promise<Customer[]>;
}

/** Puts cases into their surroundings. */
export function setScene(stage: Stage, surroundings: Surroundings): Scene {
  const { world, short } = surroundings;

  async function playAndSettle(play: () => Promise<string>, expected?: SettleOptions): Promise<string> {
    let tried = '';
    const breaches: string[] = [];
    const work = async () => {
      tried = await play();
    };
    const settle = async () => {
      const { accepted, refused } = await world.settle(expected);
      tried += `; ${accepted} accepted, ${refused} refused meanwhile`;
    };
    for (const step of [work, settle]) await step().catch((error: Error) => breaches.push(error.message));
    if (breaches.length > 0) throw new Error(breaches.join('\n'));
    return tried;
  }

  return {
    ...surroundings,
    attempt: (name, work, expected) => stage.attempt(name, () => playAndSettle(work, expected)),
    async newCustomers(count, video = short) {
      const customers: Customer[] = [];
      // One after the other: each starts a program and hashes a password twice.
      while (customers.length < count) customers.push(await world.customer({ video }));
      return customers;
    },
  };
}

import type { Customer } from '@vc/local/ledger/customer.ts';
import { waitUntil } from '@vc/local/waiting.ts';

/** Customers who upload one video after another, each as soon as the one before has become an MP3. */
export interface Load {
  /** Waits for a moment at which a video is being converted. */
  untilConverting(): Promise<void>;
  /** Waits until somebody has an MP3 of a video that was uploaded after this was called. */
  untilOneMore(): Promise<void>;
}

/** Longer than a lease whose holder was killed, and than what comes after. */
const LIMIT_MS = 180_000;

/**
 * Has customers come as long as something is done, and waits then for what they have begun.
 *
 * @throws where one of them was not served well
 */
export async function withLoad(
  customers: readonly Customer[],
  work: (load: Load) => Promise<void>,
): Promise<void> {
  const { load, stop } = startLoad(customers);
  try {
    await work(load);
  } finally {
    await stop();
  }
}

function startLoad(customers: readonly Customer[]): { load: Load; stop: () => Promise<void> } {
  const converting = new Set<Customer>();
  let goesOn = true;
  /** When the last video was sent of those that have become MP3s. */
  let newest = 0;

  async function come(customer: Customer): Promise<void> {
    while (goesOn) {
      const sent = performance.now();
      const fid = await customer.upload();
      await customer.waitForMp3(fid, ({ status }) => {
        if (status === 'converting') converting.add(customer);
        else converting.delete(customer);
      });
      newest = Math.max(newest, sent);
    }
  }

  const all = Promise.all(customers.map(come));
  all.catch(() => {}); // told by whoever waits, and when it is stopped
  /** Whoever waits for customers hears of it when one of them has failed. */
  const wait = async (what: string, isSo: () => boolean) => {
    await Promise.race([waitUntil(what, async () => isSo(), LIMIT_MS), all]);
  };
  const load: Load = {
    untilConverting: () => wait('a video is converted', () => converting.size > 0),
    untilOneMore() {
      const now = performance.now();
      return wait('a video sent from now on is converted', () => newest > now);
    },
  };
  return {
    load,
    async stop() {
      goesOn = false;
      await all;
    },
  };
}

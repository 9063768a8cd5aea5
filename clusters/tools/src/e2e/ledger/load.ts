import { waitUntil } from '../../local/node/waiting.ts';
import type { Customer } from './customer.ts';

/** Customers who upload one video after another, each as soon as the one before has become an MP3. */
export interface Load {
  /** Waits for a moment at which a video is being converted. */
  untilConverting(): Promise<void>;
  /** Waits until somebody has an MP3 of a video that was uploaded after this was called. */
  untilOneMore(): Promise<void>;
  /** Begins no more, and waits for what was begun. @throws where something ended otherwise than well */
  stop(): Promise<void>;
}

/** Longer than a lease whose holder was killed, and than what comes after. */
const LIMIT_MS = 180_000;

/** Begins at once. */
export function startLoad(customers: readonly Customer[]): Load {
  const converting = new Set<Customer>();
  let goesOn = true;
  /** When the last video was sent of those that have become MP3s. */
  let newest = 0;

  async function work(customer: Customer): Promise<void> {
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

  const all = Promise.all(customers.map(work));
  all.catch(() => {}); // told by whoever waits, and when it is stopped
  /** Whoever waits for customers hears of it when one of them has failed. */
  const unlessFailed = async (wait: Promise<void>) => {
    await Promise.race([wait, all]);
  };
  return {
    untilConverting: () =>
      unlessFailed(waitUntil('a video is converted', async () => converting.size > 0, LIMIT_MS)),
    untilOneMore() {
      const now = performance.now();
      return unlessFailed(
        waitUntil('a video sent from now on is converted', async () => newest > now, LIMIT_MS),
      );
    },
    async stop() {
      goesOn = false;
      await all;
    },
  };
}

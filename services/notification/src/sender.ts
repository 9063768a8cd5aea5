import type { Logger } from '@vc/kit/logger.ts';
import { pause, startLoop } from '@vc/kit/loop.ts';
import { type ClaimedDelivery, claimDeliveries, markHandedOver, settleDelivery } from './deliveries.ts';
import { deliveriesAttempted } from './metrics.ts';
import { DOUBT_LIMIT, decide, type Outcome, type Verdict } from './outcome.ts';
import type { Channel, Db } from './schema.ts';

/**
 * Tries to deliver once. Calls `handOver` when the other side is ready and nothing has been sent yet, and sends only if
 * that resolves. What it throws counts as `failed` before the hand-over and as `unknown` after it.
 */
export type Send = (delivery: ClaimedDelivery, handOver: () => Promise<void>) => Promise<Outcome>;

/** Sends the deliveries of one channel. */
export type Sender = {
  /** There is something to send. */
  wake(): void;
  /** Waits for the attempts under way; each has its own short time limit. */
  close(): Promise<void>;
};

/** Retries become due without anybody telling. */
const POLL_MS = 2_000;

/** How long an outcome that the database does not take is kept; afterwards the delivery counts as never answered. */
const SETTLE_TRIES = 60;

class LeaseEnded extends Error {}

/**
 * Takes due deliveries and tries them, up to `slots` at a time. Any number of processes may do so: each delivery is
 * leased to one. Each channel has its own sender, so that a slow mail server holds up no webhook.
 */
export function startSender(options: {
  channel: Channel;
  db: Db;
  send: Send;
  slots: number;
  log: Logger;
}): Sender {
  const { channel, db, send, slots, log } = options;
  const underWay = new Set<Promise<void>>();

  const loop = startLoop({
    name: `send-${channel}`,
    everyMs: POLL_MS,
    log,
    async task() {
      if (underWay.size >= slots) return false; // whoever finishes wakes the loop
      for (const delivery of await claimDeliveries(db, channel, slots - underWay.size)) {
        const work = attempt(delivery).finally(() => {
          underWay.delete(work);
          loop.wake();
        });
        underWay.add(work);
      }
      return false;
    },
  });

  async function attempt(delivery: ClaimedDelivery): Promise<void> {
    const outcome = await trySending(delivery);
    if (!outcome) {
      log.warn({ delivery: delivery.id }, 'lease ended before anything was sent');
      return;
    }
    const verdict = decide(outcome, delivery);
    await settle(delivery, verdict);
    deliveriesAttempted.inc({ channel, outcome: verdict.status === 'gave-up' ? 'gave-up' : outcome.kind });
    const { id, fid, epoch, attempts } = delivery;
    const line = {
      delivery: id,
      fid,
      epoch,
      channel,
      attempts,
      outcome: outcome.kind,
      detail: verdict.detail,
    };
    log[verdict.status === 'sent' ? 'info' : 'warn'](line, `delivery ${verdict.status}`);
  }

  /** @returns undefined when the lease ended and nothing was sent */
  async function trySending(delivery: ClaimedDelivery): Promise<Outcome | undefined> {
    // Two senders have died with it in hand: it may have arrived twice already.
    if (delivery.doubts >= DOUBT_LIMIT)
      return { kind: 'unknown', detail: 'handed over twice, never answered' };
    let isHandedOver = false;
    try {
      return await send(delivery, async () => {
        if (!(await markHandedOver(db, delivery))) throw new LeaseEnded();
        isHandedOver = true;
      });
    } catch (error) {
      if (error instanceof LeaseEnded) return undefined;
      const detail = error instanceof Error ? error.message : String(error);
      return { kind: isHandedOver ? 'unknown' : 'failed', detail };
    }
  }

  /** A known outcome must not be forgotten because the database restarts just now: it would be sent again. */
  async function settle(delivery: ClaimedDelivery, verdict: Verdict): Promise<void> {
    for (let tries = 1; tries <= SETTLE_TRIES; tries += 1) {
      try {
        const isMine = await settleDelivery(db, delivery, verdict);
        if (!isMine) log.warn({ delivery: delivery.id }, 'somebody else took the delivery over');
        return;
      } catch (error) {
        log.warn({ err: error, delivery: delivery.id }, 'outcome not recorded, will try again');
        await pause(1_000);
      }
    }
  }

  return {
    wake: loop.wake,
    async close() {
      await loop.close();
      await Promise.all(underWay);
    },
  };
}

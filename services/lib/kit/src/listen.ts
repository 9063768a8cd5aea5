import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Logger } from './logger.ts';

/** A subscription to a channel of PostgreSQL's LISTEN/NOTIFY. */
export type Subscription = { isListening(): boolean; close(): Promise<void> };

const RETRY_MS = 1_000;
const PROBE_MS = 10_000;

/**
 * Listens on a channel for as long as the process lives, reconnecting by itself.
 *
 * Notifications are hints: those sent while the connection is down are lost, so whatever depends on them must also look
 * by itself now and then. `onListening` tells of each (re)connection: the moment to look.
 */
export function subscribe(options: {
  url: string;
  channel: string;
  log: Logger;
  onNotification(payload: string): void;
  onListening?(): void;
}): Subscription {
  const stopping = new AbortController();
  let isListening = false;

  async function listenOnce(): Promise<void> {
    const client = new Client({
      connectionString: options.url,
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
      query_timeout: 5_000,
    });
    const lost = new Promise<never>((_resolve, reject) => {
      client.on('error', reject);
      client.on('end', () => reject(new Error('the connection ended')));
    });
    lost.catch(() => {}); // it may be lost while nobody waits for it yet
    try {
      await client.connect();
      client.on('notification', ({ payload }) => options.onNotification(payload ?? ''));
      await client.query(`listen ${client.escapeIdentifier(options.channel)}`);
      isListening = true;
      options.onListening?.();
      // A frozen server keeps the connection open: only an unanswered question shows it.
      for (;;) {
        await Promise.race([lost, sleep(PROBE_MS, undefined, { signal: stopping.signal })]);
        await Promise.race([lost, client.query('select 1')]);
      }
    } finally {
      isListening = false;
      await Promise.race([client.end().catch(() => {}), sleep(RETRY_MS)]);
    }
  }

  async function listenForever(): Promise<void> {
    while (!stopping.signal.aborted) {
      await listenOnce().catch(error => {
        if (!stopping.signal.aborted)
          options.log.warn({ err: error, channel: options.channel }, 'not listening');
      });
      await sleep(RETRY_MS, undefined, { signal: stopping.signal }).catch(() => {});
    }
  }

  const running = listenForever();
  return {
    isListening: () => isListening,
    async close() {
      stopping.abort();
      await running;
    },
  };
}

import { Client } from 'pg';
import type { Logger } from './logger.ts';
import { pause } from './loop.ts';
import { isDoneWithin } from './time-limit.ts';

/** A subscription to a channel of PostgreSQL's LISTEN/NOTIFY. */
export type Subscription = { isListening(): boolean; close(): Promise<void> };

const RETRY_MS = 1_000;
const PROBE_MS = 5_000;
const ANSWER_LIMIT_MS = 3_000;
const CLOSE_LIMIT_MS = 1_000;

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
      query_timeout: ANSWER_LIMIT_MS,
    });
    const lost = new AbortController();
    client.on('error', error => lost.abort(error));
    client.on('end', () => lost.abort(new Error('the connection ended')));
    try {
      await client.connect();
      client.on('notification', ({ payload }) => options.onNotification(payload ?? ''));
      await client.query(`listen ${client.escapeIdentifier(options.channel)}`);
      isListening = true;
      options.onListening?.();
      while (!stopping.signal.aborted) {
        await pause(PROBE_MS, lost.signal, stopping.signal);
        lost.signal.throwIfAborted();
        // A frozen server keeps the connection open: only an unanswered question shows it.
        await client.query('select 1');
      }
    } finally {
      isListening = false;
      await isDoneWithin(
        CLOSE_LIMIT_MS,
        client.end().catch(() => {}),
      );
    }
  }

  async function listenForever(): Promise<void> {
    while (!stopping.signal.aborted) {
      await listenOnce().catch(error => {
        options.log.warn({ err: error, channel: options.channel }, 'not listening, will try again');
      });
      await pause(RETRY_MS, stopping.signal);
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

import type { Logger } from '@vc/kit/logger.ts';
import { pause } from '@vc/kit/loop.ts';
import { isDoneWithin } from '@vc/kit/time-limit.ts';
import { type Db, MongoClient, ObjectId } from 'mongodb';

/** The two GridFS buckets of database `media`: uploads and results. */
export type Bucket = 'videos' | 'mp3s';

/** The store of videos and MP3s. */
export type Media = {
  db: Db;
  /** Fulfilled when the store has answered for the first time, or the client was closed. */
  connected: Promise<void>;
  /** Whether the server answers; never rejects. */
  isUp(): Promise<boolean>;
  close(): Promise<void>;
};

/** The driver itself would wait for a frozen server until `socketTimeoutMS`; its `timeoutMS` has no effect (7.9). */
const PING_LIMIT_MS = 2_000;
const RECONNECT_MS = 1_000;

/**
 * Opens the store named by a MongoDB URL (its path is the database). A service may start before its store: the client goes on
 * trying until it is there.
 *
 * The driver waits for ever by default; these limits turn a frozen server into an error. Writes count once a majority has
 * them in its journal: what a 202 promises.
 */
export function openMedia(options: { url: string; log: Logger }): Media {
  const client = new MongoClient(options.url, {
    serverSelectionTimeoutMS: 5_000,
    connectTimeoutMS: 5_000,
    socketTimeoutMS: 30_000,
    waitQueueTimeoutMS: 5_000,
    maxPoolSize: 50,
    writeConcern: { w: 'majority', journal: true },
    readPreference: 'primary',
  });
  client.on('serverHeartbeatFailed', event =>
    options.log.debug({ err: event.failure }, 'media store not answering'),
  );
  const db = client.db();
  const closing = new AbortController();
  const connected = connect(client, options.log, closing.signal);
  return {
    db,
    connected,
    async isUp() {
      if (closing.signal.aborted) return false;
      return isDoneWithin(PING_LIMIT_MS, db.command({ ping: 1 })).catch(() => false);
    },
    async close() {
      closing.abort();
      await client.close();
      await connected;
    },
  };
}

/** The driver (7.9) makes one attempt: when that fails, every later use fails at once, whatever has become of the server. */
async function connect(client: MongoClient, log: Logger, closing: AbortSignal): Promise<void> {
  while (!closing.aborted) {
    try {
      await client.connect();
      if (closing.aborted) await client.close(); // it came too late
      return;
    } catch (error) {
      if (!closing.aborted) log.warn({ err: error }, 'media store not reached yet');
      await pause(RECONNECT_MS, closing);
    }
  }
}

/** A fresh id for a GridFS file, as hex. Ids are never used twice, so a late write can never touch another file. */
export const newFileId = () => new ObjectId().toHexString();

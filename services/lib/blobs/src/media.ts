import type { Logger } from '@vc/kit/logger.ts';
import { isDoneWithin } from '@vc/kit/time-limit.ts';
import { type Db, GridFSBucket, MongoClient, ObjectId } from 'mongodb';

/** The two GridFS buckets of database `media`: uploads and results. */
export type Bucket = 'videos' | 'mp3s';

/** The store of videos and MP3s. */
export type Media = {
  db: Db;
  /** Whether the server answers; never rejects. */
  isUp(): Promise<boolean>;
  close(): Promise<void>;
};

/** The driver itself would wait for a frozen server until `socketTimeoutMS`; its `timeoutMS` has no effect (7.9). */
const PING_LIMIT_MS = 2_000;

/**
 * Opens the store named by a MongoDB URL (its path is the database). It connects on first use, so that a service starts
 * before its store.
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
  return {
    db,
    isUp: () => isDoneWithin(PING_LIMIT_MS, db.command({ ping: 1 })).catch(() => false),
    close: () => client.close(),
  };
}

/** A fresh id for a GridFS file, as hex. Ids are never used twice, so a late write can never touch another file. */
export const newFileId = () => new ObjectId().toHexString();

/** The driver's view of a bucket. */
export const bucketOf = (media: Media, bucket: Bucket) => new GridFSBucket(media.db, { bucketName: bucket });

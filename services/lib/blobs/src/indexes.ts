import type { Media } from './media.ts';

/**
 * Makes the indexes that GridFS needs, and fails if it cannot: the driver makes them too, but keeps silent when that
 * fails, and then every read scans all chunks. Idempotent.
 */
export async function ensureIndexes(media: Media): Promise<void> {
  for (const bucket of ['videos', 'mp3s']) {
    await media.db.collection(`${bucket}.files`).createIndex({ filename: 1, uploadDate: 1 });
    await media.db.collection(`${bucket}.chunks`).createIndex({ files_id: 1, n: 1 }, { unique: true });
  }
}

import type { ObjectId } from 'mongodb';
import type { Bucket, Media } from './media.ts';

/**
 * The ids of all files of which anything is stored, whole or not, each once or twice. Reads an index entry for every chunk: for
 * the rare reconciliation after a restore, not for everyday use.
 */
export async function* listStoredFiles(media: Media, bucket: Bucket): AsyncGenerator<string> {
  const files = media.db
    .collection<{ _id: ObjectId }>(`${bucket}.files`)
    .find({}, { projection: { _id: 1 } });
  for await (const { _id } of files) yield _id.toHexString();
  const chunks = media.db
    .collection(`${bucket}.chunks`)
    .aggregate<{ _id: ObjectId }>([{ $group: { _id: '$files_id' } }]);
  for await (const { _id } of chunks) yield _id.toHexString();
}

import { ObjectId } from 'mongodb';
import type { Bucket, Media } from './media.ts';

/** Removes a file and whatever chunks of it there are, whole or not; one that is gone already is fine. */
export async function removeFile(media: Media, bucket: Bucket, file: string): Promise<void> {
  const id = ObjectId.createFromHexString(file);
  await media.db.collection(`${bucket}.files`).deleteOne({ _id: id });
  await media.db.collection(`${bucket}.chunks`).deleteMany({ files_id: id });
}

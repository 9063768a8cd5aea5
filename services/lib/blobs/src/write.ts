import type { Writable } from 'node:stream';
import { ObjectId } from 'mongodb';
import { type Bucket, bucketOf, type Media } from './media.ts';

/**
 * A stream that stores one file under an id noted before (`jobs.blob`). The file exists once the stream has finished; of
 * a stream that failed chunks may remain, which are found by that id.
 */
export function writeFile(media: Media, bucket: Bucket, file: string): Writable {
  return bucketOf(media, bucket).openUploadStreamWithId(ObjectId.createFromHexString(file), file);
}

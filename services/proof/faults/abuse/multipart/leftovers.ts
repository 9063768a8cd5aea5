import type { ObjectId } from 'mongodb';
import { until } from '../until.ts';
import type { World } from '../world.ts';

/** Removing garbage comes at most every ten seconds. */
const REMOVAL_LIMIT_MS = 40_000;

/** Waits until no upload is half received and every byte that no job names is marked for removal. */
export async function requireNoHalfUploads({ query }: Pick<World, 'query'>): Promise<void> {
  await until('no upload is under way', async () => {
    const rows = await query<{ fid: string }>(`select fid from jobs.job where state = 'receiving'`);
    return rows.length === 0 || undefined;
  });
  const forgotten = await query<{ file: string }>(`
    select file from jobs.blob
    where remove_at is null
      and not exists (select from jobs.job where blob.file in (video_file, mp3_file))
      and not exists (select from jobs.job where job.lease_token = blob.token)`);
  if (forgotten.length > 0) {
    throw new Error(`Files that no job names stay: ${forgotten.map(({ file }) => file).join(', ')}.`);
  }
}

/** Waits until the store has no file and no chunk but those of blobs that are kept. */
export async function requireNoOrphans({ query, media }: Pick<World, 'query' | 'media'>): Promise<number> {
  return await until(
    'the store holds nothing but what jobs name',
    async () => {
      const kept = await query<{ file: string }>(`
        select file from jobs.blob where exists (select from jobs.job where blob.file in (video_file, mp3_file))`);
      const named = new Set(kept.map(({ file }) => file));
      const ids = (await Promise.all(['videos', 'mp3s'].map(bucket => storedIds(media, bucket)))).flat();
      return ids.every(id => named.has(id)) ? ids.length : undefined;
    },
    REMOVAL_LIMIT_MS,
  );
}

async function storedIds({ db }: World['media'], bucket: string): Promise<string[]> {
  const [files, chunks] = (await Promise.all([
    db.collection(`${bucket}.files`).distinct('_id'),
    db.collection(`${bucket}.chunks`).distinct('files_id'),
  ])) as [ObjectId[], ObjectId[]];
  return [...new Set([...files, ...chunks].map(id => id.toHexString()))];
}

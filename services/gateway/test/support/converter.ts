import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { newFileId } from '@vc/blobs/media.ts';
import { writeFile } from '@vc/blobs/write.ts';
import { claimJob, completeJob, failJob, noteMp3Blob } from '@vc/jobs/convert.ts';
import type { World } from './world.ts';

const RETENTION = { endedSeconds: 3600 };

async function claim(world: World, fid: string) {
  const claimed = await claimJob(world.db, fid);
  if (!claimed) throw new Error(`job ${fid} is not due`);
  return claimed;
}

/** Does with a stored job what a converter does at the end of a good conversion; the MP3 is whatever a test wants. */
export async function convert(world: World, fid: string, mp3: Buffer): Promise<void> {
  const { lease } = await claim(world, fid);
  const file = newFileId();
  await noteMp3Blob(world.db, lease, file);
  await pipeline([mp3], writeFile(world.media, 'mp3s', file));
  const sha256 = createHash('sha256').update(mp3).digest('hex');
  await completeJob(
    world.db,
    lease,
    { file, size: mp3.length, sha256, duration: 5.3, bitrate: '128' },
    RETENTION,
  );
}

/** Claims a stored job, as a converter that has just begun. */
export const beginConversion = claim;

/** Fails a stored job for good. */
export async function fail(world: World, fid: string): Promise<void> {
  const { lease } = await claim(world, fid);
  await failJob(world.db, lease, { code: 'no-audio', detail: 'The video has no sound.' }, RETENTION);
}

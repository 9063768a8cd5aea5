import { randomUUID } from 'node:crypto';
import { newFileId } from '@vc/blobs/media.ts';
import { ObjectId } from 'mongodb';
import { expect, it } from 'vitest';
import { findLeftovers } from '../../ledger/leftovers.ts';
import { findUndone } from '../../ledger/quiet.ts';
import { withWorld } from '../../ledger/world.ts';

it('finds what a product must not leave, and what it has still to do', async () => {
  await withWorld({}, async ({ inside, query, product }) => {
    const tempDirectory = product.services.converter.variables.TEMP_DIR ?? '';
    const look = () => findLeftovers(inside, { tempDirectory, mayHaveDeadLetters: false });
    expect([await look(), await findUndone(inside)]).toEqual([[], []]);

    const [unnamed, missing, stray] = [newFileId(), newFileId(), newFileId()];
    await query(`insert into jobs.blob (file, bucket, fid, token) values ($1, 'mp3s', $2, $2)`, [
      unnamed,
      randomUUID(),
    ]);
    await query(
      `insert into jobs.job (owner, name, state, video_size, mp3_file, notified_at, lease_until)
      values ($1, 'a.mp4', 'converted', 1, $2, now(), null)`,
      [randomUUID(), missing],
    );
    const chunks = inside.media.db.collection('videos.chunks');
    await chunks.insertOne({
      files_id: ObjectId.createFromHexString(stray),
      n: 0,
      data: Buffer.from('bytes'),
    });
    const found = await look();
    expect(found).toHaveLength(3);
    expect(found[0]).toContain(`file ${unnamed} is kept`);
    expect(found[1]).toBe(`${stray} in videos belongs to no job`);
    expect(found[2]).toBe(`${missing} is not in mp3s, though a job names it`);

    await query(`update jobs.job set notified_at = null`);
    expect(await findUndone(inside)).toEqual([expect.stringContaining('nobody is told of')]);
  });
}, 240_000);

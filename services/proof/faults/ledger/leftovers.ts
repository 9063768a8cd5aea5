import { listStoredFiles } from '@vc/blobs/list.ts';
import type { Bucket } from '@vc/blobs/media.ts';
import type { Inside } from './inside.ts';
import { findFfmpegs, listSpooled } from './machine.ts';

/** Names, in a sentence each, what a quiet product must not have: leases, bytes that nobody names, dead letters, processes, files. */
export async function findLeftovers(
  inside: Inside,
  options: {
    /** Where converters spool. */
    tempDirectory: string;
    /** The case has put messages there that nobody can handle. */
    mayHaveDeadLetters: boolean;
  },
): Promise<string[]> {
  const found = await Promise.all([
    findLeases(inside),
    findUnnamedBlobs(inside),
    findStrayFiles(inside, 'videos'),
    findStrayFiles(inside, 'mp3s'),
    options.mayHaveDeadLetters ? [] : findDeadLetters(inside),
    findFfmpegs(options.tempDirectory),
    listSpooled(options.tempDirectory),
  ]);
  return found.flat();
}

async function findLeases({ query }: Inside): Promise<string[]> {
  const rows = await query<{ who: string }>(`
    select 'job ' || fid as who from jobs.job where lease_token is not null or lease_until is not null
    union all
    select 'delivery ' || id from notification.delivery where lease_token is not null`);
  return rows.map(({ who }) => `${who} has a lease`);
}

/** A blob that its job does not name has to be marked for removal. */
async function findUnnamedBlobs({ query }: Inside): Promise<string[]> {
  const rows = await query<{ file: string; fid: string }>(`
    select file, blob.fid from jobs.blob left join jobs.job on job.fid = blob.fid
    where remove_at is null and (job.fid is null or file is distinct from video_file and file is distinct from mp3_file)`);
  return rows.map(({ file, fid }) => `file ${file} is kept, though job ${fid} does not name it`);
}

/** Of both kinds: bytes without a job, and a job without its bytes. */
async function findStrayFiles({ query, media }: Inside, bucket: Bucket): Promise<string[]> {
  const column = bucket === 'videos' ? 'video_file' : 'mp3_file';
  const rows = await query<{ file: string }>(
    `select ${column} as file from jobs.job where ${column} is not null`,
  );
  const named = new Set(rows.map(({ file }) => file));
  const stored = new Set<string>();
  for await (const file of listStoredFiles(media, bucket)) stored.add(file);
  return [
    ...[...stored.difference(named)].map(file => `${file} in ${bucket} belongs to no job`),
    ...[...named.difference(stored)].map(file => `${file} is not in ${bucket}, though a job names it`),
  ];
}

async function findDeadLetters({ countMessages }: Inside): Promise<string[]> {
  const counts = await countMessages();
  return ['video.dead', 'mp3.dead']
    .filter(queue => counts.get(queue) !== 0)
    .map(queue => `${counts.get(queue) ?? 'nobody knows how many'} messages lie on queue ${queue}`);
}

import type { Inside } from './inside.ts';

/**
 * What the product has still to do, in a sentence each. Garbage counts: the bytes of what was given up are not excused, they
 * have to go.
 */
export async function findUndone({ query, countMessages }: Inside): Promise<string[]> {
  const rows = await query<{ undone: string }>(`
    select fid || ' is ' || state || ', attempt ' || attempts as undone from jobs.job
      where state in ('receiving', 'stored', 'converting')
    union all
    select 'nobody is told of ' || fid from jobs.job
      where state in ('converted', 'failed') and notified_at is null
    union all
    select channel || ' of ' || fid || ' is not sent yet: ' || coalesce(detail, 'no attempt has ended')
      from notification.delivery where status = 'pending'
    union all
    select file || ' in ' || bucket || ' is garbage and still there' from jobs.blob
      where remove_at <= now() and removed_at is null`);
  if (rows.length > 0) return rows.map(({ undone }) => undone);
  // A program is started for the answer: asked last.
  const counts = await countMessages();
  return ['video', 'mp3']
    .filter(queue => counts.get(queue) !== 0)
    .map(queue => `${counts.get(queue) ?? 'nobody knows how many'} messages wait on queue ${queue}`);
}

import type { Inside } from './inside.ts';

/** What the product has still to do for its customers, in a sentence each. */
export async function findUndone({ query, countMessages }: Inside): Promise<string[]> {
  const rows = await query<{ undone: string }>(`
    select fid || ' is ' || state || ', attempt ' || attempts as undone from jobs.job
      where state in ('receiving', 'stored', 'converting')
    union all
    select 'nobody is told of ' || fid from jobs.job
      where state in ('converted', 'failed') and notified_at is null
    union all
    select channel || ' of ' || fid || ' is not sent yet: ' || coalesce(detail, 'no attempt has ended')
      from notification.delivery where status = 'pending'`);
  if (rows.length > 0) return rows.map(({ undone }) => undone);
  // A program is started for the answer: asked last.
  const counts = await countMessages();
  return ['video', 'mp3']
    .filter(queue => counts.get(queue) !== 0)
    .map(queue => `${counts.get(queue) ?? 'nobody knows how many'} messages wait on queue ${queue}`);
}

/** The bytes of what was given up are not excused: they have to go. */
export async function findGarbage({ query }: Inside): Promise<string[]> {
  const rows = await query<{ garbage: string }>(`
    select file || ' in ' || bucket || ' is garbage and still there' as garbage from jobs.blob
      where remove_at <= now() and removed_at is null`);
  return rows.map(({ garbage }) => garbage);
}

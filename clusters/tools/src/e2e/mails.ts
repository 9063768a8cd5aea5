import type { Mail } from '@vc/local/mail-sink/mail.ts';
import { waitUntil } from '@vc/local/waiting.ts';
import { MAIL_PAGE } from '../local/equipment.ts';

/** Waits for the one mail that somebody gets. @throws where there is another one, or where it does not name `fid` */
export async function requireMail(to: string, fid: string): Promise<void> {
  await waitUntil(`${to} has a mail`, async () => (await readMails(to)).length > 0);
  const mails = await readMails(to);
  if (mails.length !== 1) throw new Error(`${to} got ${mails.length} mails.`);
  if (!mails[0]?.text.includes(fid)) throw new Error(`The mail does not name ${fid}.`);
}

/** All that somebody has got so far. */
export async function readMails(to: string): Promise<Mail[]> {
  const answer = await fetch(`${MAIL_PAGE}/mails?to=${encodeURIComponent(to)}`);
  return (await answer.json()) as Mail[];
}

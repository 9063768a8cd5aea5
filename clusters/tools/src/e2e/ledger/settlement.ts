import type { Customer } from '@vc/local/ledger/customer.ts';
import { readEndings } from '@vc/local/ledger/endings.ts';
import { audit, type Ending } from '@vc/local/ledger/ledger.ts';
import { waitUntil } from '@vc/local/waiting.ts';
import { readMails } from '../mails.ts';

/** A job whose worker was killed waits for the lease to end, and a mail for the one who was killed while sending it. */
const LIMIT_MS = 240_000;

/**
 * Waits until nothing is left to be done, and holds the customers' books against what they find then.
 *
 * @throws where a promise was broken
 */
export async function settle(customers: readonly Customer[]): Promise<void> {
  for (const customer of customers) {
    await waitUntil(`all is done for ${customer.email}`, () => isAllDone(customer), LIMIT_MS);
  }
  const problems: string[] = [];
  for (const customer of customers) problems.push(...audit(customer.ledger, await readMailEndings(customer)));
  if (problems.length > 0) throw new Error(`${problems.length} breaches: ${problems.join('; ')}`);
}

/** What there was, in numbers: a ledger without entries proves nothing. */
export function countEntries(customers: readonly Customer[]): { accepted: number; refused: number } {
  const sum = (list: 'accepted' | 'refused') =>
    customers.reduce((total, { ledger }) => total + ledger[list].length, 0);
  return { accepted: sum('accepted'), refused: sum('refused') };
}

/** Only what is sent or refused for good can bring no second mail later. */
async function isAllDone(customer: Customer): Promise<boolean> {
  const jobs = await customer.listJobs();
  return jobs.every(
    ({ status, notifications }) =>
      !['stored', 'converting'].includes(status) &&
      notifications.length > 0 &&
      notifications.every(notification => notification.status !== 'pending'),
  );
}

/** Mails that name a job. Whether an answer was lost is not seen from outside, so the same one may come twice. */
async function readMailEndings(customer: Customer): Promise<Ending[]> {
  const mails = await readMails(customer.email);
  return readEndings(customer, ({ fid }) => [
    {
      what: 'mail',
      ids: mails.filter(({ text }) => text.includes(fid)).map(({ messageId }) => messageId),
      maxCopies: 2,
    },
  ]);
}

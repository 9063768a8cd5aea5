import type { Customer, Job } from '@vc/local/ledger/customer.ts';
import type { Notice } from '@vc/local/ledger/ledger.ts';
import type { MailSink } from '@vc/local/mail-sink.ts';
import type { HttpSink } from '@vc/local/testing/http-sink.ts';
import type { Inside } from './inside.ts';

/** The ways on which every customer is told. */
export const CHANNELS = ['email', 'webhook'] as const;
export type Channel = (typeof CHANNELS)[number];

/** Where notices come in. */
export interface Sinks {
  mailSink: Pick<MailSink, 'mails'>;
  hooks: Pick<HttpSink, 'received'>;
}

/** Where the webhooks of a customer come in. */
export const hookPath = ({ email }: Pick<Customer, 'email'>) => `/hooks/${encodeURIComponent(email)}`;

/**
 * What came in for a customer, a notice for each channel and epoch of a job. The same one may come twice where the product
 * itself wrote down that an answer had been lost.
 *
 * @param uncertain the channels on which it may as well not have come
 */
export async function readNotices(
  { query }: Inside,
  { mailSink, hooks }: Sinks,
  customer: Customer,
  uncertain: readonly Channel[],
): Promise<(job: Job) => Notice[]> {
  const ids: Record<Channel, string[]> = {
    email: mailSink.mails(customer.email).map(({ messageId }) => messageId.replace(/^<|>$/g, '')),
    webhook: hooks.received(hookPath(customer)).map(({ headers }) => String(headers['webhook-id'])),
  };
  const fids = [
    ...new Set(Object.values(ids).flat().map(readFid)),
    ...customer.ledger.accepted.map(({ fid }) => fid),
  ];
  const doubtful = await query<{ fid: string; epoch: number; channel: string }>(
    'select fid, epoch, channel from notification.delivery where doubts > 0 and fid::text = any($1)',
    [fids],
  );
  const epochs = await query<{ fid: string; epoch: number }>(
    'select fid, epoch from jobs.job where fid::text = any($1)',
    [fids],
  );
  const lastEpoch = new Map(epochs.map(({ fid, epoch }) => [fid, epoch]));

  const readNotice = (fid: string, epoch: number, channel: Channel): Notice => ({
    what: channel === 'email' ? 'mail' : 'webhook',
    ids: ids[channel].filter(id => id.startsWith(`${fid}.${epoch}.`)),
    maxCopies: doubtful.some(it => it.fid === fid && it.epoch === epoch && it.channel === channel) ? 2 : 1,
    isOptional: uncertain.includes(channel),
  });
  return ({ fid }) =>
    Array.from({ length: (lastEpoch.get(fid) ?? 0) + 1 }, (_, epoch) =>
      CHANNELS.map(channel => readNotice(fid, epoch, channel)),
    ).flat();
}

/** An id begins with the job that it tells of. */
const readFid = (id: string) => id.split('.')[0] ?? '';

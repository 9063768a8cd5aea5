import type { Customer, Job } from '@vc/local/ledger/customer.ts';
import type { Mail } from '@vc/local/mail-sink/mail.ts';
import { expect, it } from 'vitest';
import type { Inside } from './inside.ts';
import { type Channel, hookPath, readNotices } from './notices.ts';

const customer = {
  email: 'kim@example.org',
  ledger: { accepted: [{ key: 'k', fid: 'a' }], canceled: [], refused: [] },
} as unknown as Customer;

/** What came in, and of which deliveries the product noted that an answer was lost. */
function read(
  came: { mails?: string[]; hooks?: string[] },
  noted: { doubts?: object[]; epoch?: number; uncertain?: Channel[] } = {},
) {
  const sinks = {
    mailSink: { mails: () => (came.mails ?? []).map(id => ({ messageId: `<${id}@host>` }) as Mail) },
    hooks: {
      received: (path: string) =>
        (path === hookPath(customer) ? (came.hooks ?? []) : []).map(id => ({
          path,
          headers: { 'webhook-id': id },
          body: Buffer.alloc(0),
        })),
    },
  };
  const query = async (statement: string) =>
    statement.includes('doubts') ? (noted.doubts ?? []) : [{ fid: 'a', epoch: noted.epoch ?? 0 }];
  const inside = { query } as unknown as Inside;
  return readNotices(inside, sinks, customer, noted.uncertain ?? []).then(of => of({ fid: 'a' } as Job));
}

it('reads what came of a job on each channel, as often as it came', async () => {
  const mails = ['a.0.completed.email', 'a.0.completed.email', 'b.0.completed.email'];
  expect(await read({ mails, hooks: ['a.0.completed.webhook'] })).toEqual([
    { what: 'mail', ids: Array(2).fill('a.0.completed.email@host'), maxCopies: 1, isOptional: false },
    { what: 'webhook', ids: ['a.0.completed.webhook'], maxCopies: 1, isOptional: false },
  ]);
});

it('lets come twice what the product doubts, on that channel', async () => {
  const doubts = [{ fid: 'a', epoch: 0, channel: 'webhook' }];
  expect((await read({}, { doubts })).map(({ maxCopies }) => maxCopies)).toEqual([1, 2]);
});

it('asks for a notice of each epoch, and does without one on a channel that is uncertain', async () => {
  const notices = await read({ mails: ['a.1.completed.email'] }, { epoch: 1, uncertain: ['email'] });
  expect(notices.map(({ what, ids, isOptional }) => [what, ids.length, isOptional])).toEqual([
    ['mail', 0, true],
    ['webhook', 0, false],
    ['mail', 1, true],
    ['webhook', 0, false],
  ]);
});

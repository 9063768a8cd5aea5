import { type MailSink, startMailSink } from '@vc/local/mail-sink.ts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { insertConfirmationMail } from '../src/confirmation-mails.ts';
import { claimDeliveries, markHandedOver, settleDelivery } from '../src/deliveries.ts';
import type { Sender } from '../src/sender.ts';
import {
  addJob,
  CONFIG,
  createHandle,
  createNotificationDatabase,
  createUsers,
  deliveriesOf,
  type EndedJobOptions,
  eventually,
  makeDue,
  startTestSenders,
  type TestDb,
} from './test-notification.ts';

let test: TestDb;
let sink: MailSink;
let senders: Sender[] = [];
const users = createUsers();

beforeAll(async () => {
  test = await createNotificationDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  sink = await startMailSink();
  await test.db.deleteFrom('notification.delivery').execute();
});
afterEach(async () => {
  await Promise.all(senders.map(sender => sender.close()));
  senders = [];
  await sink.close();
});

function start(options = ''): Sender {
  const sender = startTestSenders(test.db, { SMTP_URL: `${sink.smtpUrl}/${options}` });
  senders.push(sender);
  return sender;
}

/** A user whose job has ended; its mail waits to be sent. */
async function endJob(options: EndedJobOptions = {}) {
  const user = users.add();
  const message = await addJob(test.superuser, user.id, options);
  await createHandle(test.db, users.findContact)(message);
  return { ...user, fid: message.file_id };
}

const statuses = async (userId: string) =>
  (await deliveriesOf(test.db, userId)).map(({ status, attempts }) => ({ status, attempts }));

describe('a mail', () => {
  it('tells of a finished conversion, and leaves nothing behind', async () => {
    const { id, email, fid } = await endJob({ name: 'Urlaub ☀ “2026”.mp4' });
    start();
    await eventually(async () => expect(await statuses(id)).toEqual([{ status: 'sent', attempts: 1 }]));
    const [mail, ...others] = sink.mails(email);
    expect(others).toEqual([]);
    expect(mail).toMatchObject({
      to: [email],
      from: expect.stringContaining('mp3@example.org'),
      subject: 'Your MP3 is ready: Urlaub ☀ “2026”.mp4',
      messageId: `<${fid}.0.completed.email@mp3.example.org>`,
    });
    expect(mail?.raw).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    expect(mail?.raw).toMatch(/^Date: /m);
    for (const part of [mail?.text, mail?.html]) {
      expect(part).toContain(`https://mp3.example.org/download?fid=${fid}`);
      expect(part).toContain('Urlaub ☀ “2026”.mp4');
    }
    expect(await deliveriesOf(test.db, id)).toMatchObject([
      { content: null, lease_token: null, detail: null },
    ]);
  });

  it('tells of a failed one, with the reason', async () => {
    const { id, email, fid } = await endJob({ state: 'failed' });
    start();
    await eventually(async () => expect(await statuses(id)).toEqual([{ status: 'sent', attempts: 1 }]));
    expect(sink.mails(email)).toMatchObject([
      {
        subject: 'Your video could not be converted: holiday.mp4',
        text: expect.stringContaining('The video has no audio track.'),
        messageId: `<${fid}.0.failed.email@mp3.example.org>`,
      },
    ]);
  });

  it('cannot be misdirected by a file name', async () => {
    const name = 'a\r\nBcc: victim@example.org\r\n\r\n<b>\u2028"\'.mp4';
    const { id, email } = await endJob({ name });
    start();
    await eventually(async () => expect(await statuses(id)).toEqual([{ status: 'sent', attempts: 1 }]));
    const [mail] = sink.mails(email);
    expect(mail?.to).toEqual([email]);
    expect(mail?.raw).not.toMatch(/^Bcc:/im);
    expect(mail?.html).toContain('&lt;b&gt;');
  });

  it('carries the link that confirms an address, whose secret is kept only until then', async () => {
    const { id, email } = users.add(false);
    const confirmation = { email, token: 'an earlier secret' };
    await insertConfirmationMail(test.db, id, confirmation, CONFIG.SECRETS_KEY);
    await insertConfirmationMail(test.db, id, { ...confirmation, token: 'secret+/=' }, CONFIG.SECRETS_KEY);
    const [waiting] = await deliveriesOf(test.db, id);
    expect(waiting?.sealed_token?.toString('latin1')).not.toContain('secret');
    start();
    await eventually(async () => expect(await statuses(id)).toEqual([{ status: 'sent', attempts: 1 }]));
    expect(sink.mails(email)).toMatchObject([
      { text: expect.stringContaining('https://mp3.example.org/confirm?token=secret%2B%2F%3D\n') },
    ]);
    expect(await deliveriesOf(test.db, id)).toMatchObject([{ sealed_token: null }]);
  });
});

describe('a mail server', () => {
  it('that is down gets the mail once when it is up again', async () => {
    await sink.down();
    const { id, email } = await endJob();
    const sender = start();
    await eventually(async () => expect(await statuses(id)).toEqual([{ status: 'pending', attempts: 1 }]));
    await eventually(async () =>
      expect(await deliveriesOf(test.db, id)).toMatchObject([
        { lease_token: null, doubts: 0, detail: expect.stringContaining('ECONNREFUSED') },
      ]),
    );
    await sink.up();
    await makeDue(test.superuser, id);
    sender.wake();
    await eventually(async () => expect(await statuses(id)).toEqual([{ status: 'sent', attempts: 2 }]));
    expect(sink.mails(email)).toHaveLength(1);
  });

  it('that answers 451 is asked again', async () => {
    sink.behave('reject-temporarily');
    const { id, email } = await endJob();
    const sender = start();
    await eventually(async () =>
      expect(await deliveriesOf(test.db, id)).toMatchObject([
        { status: 'pending', lease_token: null, doubts: 0, detail: expect.stringContaining('451') },
      ]),
    );
    sink.behave('accept');
    await makeDue(test.superuser, id);
    sender.wake();
    await eventually(async () => expect(await statuses(id)).toEqual([{ status: 'sent', attempts: 2 }]));
    expect(sink.mails(email)).toHaveLength(1);
  });

  it('that answers 550 is believed', async () => {
    sink.behave('reject-permanently');
    const { id, email } = await endJob();
    start();
    await eventually(async () => expect(await statuses(id)).toEqual([{ status: 'refused', attempts: 1 }]));
    expect(sink.attempts(email)).toBe(1);
    expect(await deliveriesOf(test.db, id)).toMatchObject([{ detail: expect.stringContaining('550') }]);
  });

  it('that cuts the connection after the content gets it once more, with the same id', async () => {
    sink.behave('cut-after-data');
    const { id, email, fid } = await endJob();
    const sender = start();
    await eventually(async () =>
      expect(await deliveriesOf(test.db, id)).toMatchObject([
        { status: 'pending', doubts: 1, lease_token: null },
      ]),
    );
    await makeDue(test.superuser, id);
    sender.wake();
    await eventually(async () => expect(await statuses(id)).toEqual([{ status: 'gave-up', attempts: 2 }]));
    expect(sink.mails(email).map(({ messageId }) => messageId)).toEqual([
      `<${fid}.0.completed.email@mp3.example.org>`,
      `<${fid}.0.completed.email@mp3.example.org>`,
    ]);
  });

  it('that stops answering after the content leaves the outcome open', async () => {
    sink.behave('hang');
    const { id, email } = await endJob();
    const sender = start('?socketTimeout=500');
    await eventually(async () =>
      expect(await deliveriesOf(test.db, id)).toMatchObject([
        { status: 'pending', doubts: 1, lease_token: null },
      ]),
    );
    sink.behave('accept');
    await makeDue(test.superuser, id);
    sender.wake();
    await eventually(async () => expect(await statuses(id)).toEqual([{ status: 'sent', attempts: 2 }]));
    expect(sink.mails(email)).toHaveLength(1);
  });

  it('that stays away for a day is given up', async () => {
    await sink.down();
    const { id } = await endJob();
    await test.superuser
      .updateTable('notification.delivery')
      .set({ created_at: new Date(Date.now() - 24.1 * 3_600_000) })
      .where('user_id', '=', id)
      .execute();
    start();
    await eventually(async () => expect(await statuses(id)).toEqual([{ status: 'gave-up', attempts: 1 }]));
  });
});

/** Claims the one delivery that is due, as a sender does that will not live to send it. */
async function claimOne() {
  const [claimed, ...others] = await claimDeliveries(test.db, 'email', 10);
  expect(others).toEqual([]);
  if (!claimed) throw new Error('nothing was due');
  return claimed;
}

describe('a sender', () => {
  it('leaves a claimed delivery alone until the lease ends, then takes it over', async () => {
    const { id, email } = await endJob();
    const dead = await claimOne();
    expect(await claimDeliveries(test.db, 'email', 10)).toEqual([]);
    await makeDue(test.superuser, id);
    start();
    await eventually(async () => expect(await statuses(id)).toEqual([{ status: 'sent', attempts: 2 }]));
    expect(sink.mails(email)).toHaveLength(1);

    // The dead one was only frozen: it may neither send nor record any more.
    expect(await markHandedOver(test.db, dead)).toBe(false);
    const verdict = { status: 'gave-up', detail: null, doubts: 0 } as const;
    expect(await settleDelivery(test.db, dead, verdict)).toBe(false);
    expect(await statuses(id)).toEqual([{ status: 'sent', attempts: 2 }]);
  });

  it('may not hand over after its lease, even when nobody took the delivery over', async () => {
    const { id } = await endJob();
    const frozen = await claimOne();
    await makeDue(test.superuser, id);
    expect(await markHandedOver(test.db, frozen)).toBe(false);
  });

  it('repeats once what somebody died with after the hand-over', async () => {
    const { id, email } = await endJob();
    await markHandedOver(test.db, await claimOne());
    await makeDue(test.superuser, id);
    start();
    await eventually(async () => expect(await statuses(id)).toEqual([{ status: 'sent', attempts: 2 }]));
    expect(sink.mails(email)).toHaveLength(1);
  });

  it('does not repeat what two have died with', async () => {
    const { id, email } = await endJob();
    for (const _death of [1, 2]) {
      await markHandedOver(test.db, await claimOne());
      await makeDue(test.superuser, id);
    }
    start();
    await eventually(async () => expect(await statuses(id)).toEqual([{ status: 'gave-up', attempts: 3 }]));
    expect(sink.attempts(email)).toBe(0);
  });

  it('shares the work with others, each mail sent by one', async () => {
    const ended = await Promise.all(Array.from({ length: 40 }, () => endJob()));
    const replicas = [start(), start(), start()];
    for (const replica of replicas) replica.wake();
    await eventually(async () => {
      const settled = await Promise.all(ended.map(({ id }) => statuses(id)));
      expect(settled.flat()).toEqual(ended.map(() => ({ status: 'sent', attempts: 1 })));
    });
    for (const { email } of ended) expect(sink.mails(email)).toHaveLength(1);
  });

  it('tells those who watch the job what became of the mail', async () => {
    const { id, fid } = await endJob();
    const updatedAt = async () =>
      (
        await test.superuser
          .selectFrom('jobs.job')
          .select('updated_at')
          .where('fid', '=', fid)
          .executeTakeFirstOrThrow()
      ).updated_at;
    const before = await updatedAt();
    start();
    await eventually(async () => expect(await statuses(id)).toEqual([{ status: 'sent', attempts: 1 }]));
    expect((await updatedAt()).getTime()).toBeGreaterThan(before.getTime());
  });
});

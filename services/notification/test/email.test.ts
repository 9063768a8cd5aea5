import { describe, expect, it } from 'vitest';
import { insertConfirmationMail } from '../src/confirmation-mails.ts';
import { useMail } from './mail-fixture.ts';
import { CONFIG, deliveriesOf, eventually, makeDue } from './test-notification.ts';

const mail = useMail();

describe('a mail', () => {
  it('tells of a finished conversion, and leaves nothing behind', async () => {
    const { id, email, fid } = await mail.endJob({ name: 'Urlaub ☀ “2026”.mp4' });
    mail.start();
    await eventually(async () => expect(await mail.statuses(id)).toEqual([{ status: 'sent', attempts: 1 }]));
    const [received, ...others] = mail.sink.mails(email);
    expect(others).toEqual([]);
    expect(received).toMatchObject({
      to: [email],
      from: expect.stringContaining('mp3@example.org'),
      subject: 'Your MP3 is ready: Urlaub ☀ “2026”.mp4',
      messageId: `<${fid}.0.completed.email@mp3.example.org>`,
    });
    expect(received?.raw).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    expect(received?.raw).toMatch(/^Date: /m);
    for (const part of [received?.text, received?.html]) {
      expect(part).toContain(`https://mp3.example.org/download?fid=${fid}`);
      expect(part).toContain('Urlaub ☀ “2026”.mp4');
    }
    expect(await deliveriesOf(mail.database.db, id)).toMatchObject([
      { content: null, lease_token: null, detail: null },
    ]);
  });

  it('tells of a failed one, with the reason', async () => {
    const { id, email, fid } = await mail.endJob({ state: 'failed' });
    mail.start();
    await eventually(async () => expect(await mail.statuses(id)).toEqual([{ status: 'sent', attempts: 1 }]));
    expect(mail.sink.mails(email)).toMatchObject([
      {
        subject: 'Your video could not be converted: holiday.mp4',
        text: expect.stringContaining('The video has no audio track.'),
        messageId: `<${fid}.0.failed.email@mp3.example.org>`,
      },
    ]);
  });

  it('cannot be misdirected by a file name', async () => {
    const name = 'a\r\nBcc: victim@example.org\r\n\r\n<b>\u2028"\'.mp4';
    const { id, email } = await mail.endJob({ name });
    mail.start();
    await eventually(async () => expect(await mail.statuses(id)).toEqual([{ status: 'sent', attempts: 1 }]));
    const [received] = mail.sink.mails(email);
    expect(received?.to).toEqual([email]);
    expect(received?.raw).not.toMatch(/^Bcc:/im);
    expect(received?.html).toContain('&lt;b&gt;');
  });

  it('carries the link that confirms an address, whose secret is kept only until then', async () => {
    const { id, email } = mail.users.add(false);
    const confirmation = { email, token: 'an earlier secret' };
    await insertConfirmationMail(mail.database.db, id, confirmation, CONFIG.SECRETS_KEY);
    await insertConfirmationMail(
      mail.database.db,
      id,
      { ...confirmation, token: 'secret+/=' },
      CONFIG.SECRETS_KEY,
    );
    const [waiting] = await deliveriesOf(mail.database.db, id);
    expect(waiting?.sealed_token?.toString('latin1')).not.toContain('secret');
    mail.start();
    await eventually(async () => expect(await mail.statuses(id)).toEqual([{ status: 'sent', attempts: 1 }]));
    expect(mail.sink.mails(email)).toMatchObject([
      { text: expect.stringContaining('https://mp3.example.org/confirm?token=secret%2B%2F%3D\n') },
    ]);
    expect(await deliveriesOf(mail.database.db, id)).toMatchObject([{ sealed_token: null }]);
  });
});

describe('a mail server', () => {
  it('that is down gets the mail once when it is up again', async () => {
    await mail.sink.down();
    const { id, email } = await mail.endJob();
    const sender = mail.start();
    await eventually(async () =>
      expect(await mail.statuses(id)).toEqual([{ status: 'pending', attempts: 1 }]),
    );
    await eventually(async () =>
      expect(await deliveriesOf(mail.database.db, id)).toMatchObject([
        { lease_token: null, doubts: 0, detail: expect.stringContaining('ECONNREFUSED') },
      ]),
    );
    await mail.sink.up();
    await makeDue(mail.database.superuser, id);
    sender.wake();
    await eventually(async () => expect(await mail.statuses(id)).toEqual([{ status: 'sent', attempts: 2 }]));
    expect(mail.sink.mails(email)).toHaveLength(1);
  });

  it('that answers 451 is asked again', async () => {
    mail.sink.behave('reject-temporarily');
    const { id, email } = await mail.endJob();
    const sender = mail.start();
    await eventually(async () =>
      expect(await deliveriesOf(mail.database.db, id)).toMatchObject([
        { status: 'pending', lease_token: null, doubts: 0, detail: expect.stringContaining('451') },
      ]),
    );
    mail.sink.behave('accept');
    await makeDue(mail.database.superuser, id);
    sender.wake();
    await eventually(async () => expect(await mail.statuses(id)).toEqual([{ status: 'sent', attempts: 2 }]));
    expect(mail.sink.mails(email)).toHaveLength(1);
  });

  it('that answers 550 is believed', async () => {
    mail.sink.behave('reject-permanently');
    const { id, email } = await mail.endJob();
    mail.start();
    await eventually(async () =>
      expect(await mail.statuses(id)).toEqual([{ status: 'refused', attempts: 1 }]),
    );
    expect(mail.sink.attempts(email)).toBe(1);
    expect(await deliveriesOf(mail.database.db, id)).toMatchObject([
      { detail: expect.stringContaining('550') },
    ]);
  });

  it('that cuts the connection after the content gets it once more, with the same id', async () => {
    mail.sink.behave('cut-after-data');
    const { id, email, fid } = await mail.endJob();
    const sender = mail.start();
    await eventually(async () =>
      expect(await deliveriesOf(mail.database.db, id)).toMatchObject([
        { status: 'pending', doubts: 1, lease_token: null },
      ]),
    );
    await makeDue(mail.database.superuser, id);
    sender.wake();
    await eventually(async () =>
      expect(await mail.statuses(id)).toEqual([{ status: 'gave-up', attempts: 2 }]),
    );
    expect(mail.sink.mails(email).map(({ messageId }) => messageId)).toEqual([
      `<${fid}.0.completed.email@mp3.example.org>`,
      `<${fid}.0.completed.email@mp3.example.org>`,
    ]);
  });

  it('that stops answering after the content leaves the outcome open', async () => {
    mail.sink.behave('hang');
    const { id, email } = await mail.endJob();
    const sender = mail.start('?socketTimeout=500');
    await eventually(async () =>
      expect(await deliveriesOf(mail.database.db, id)).toMatchObject([
        { status: 'pending', doubts: 1, lease_token: null },
      ]),
    );
    mail.sink.behave('accept');
    await makeDue(mail.database.superuser, id);
    sender.wake();
    await eventually(async () => expect(await mail.statuses(id)).toEqual([{ status: 'sent', attempts: 2 }]));
    expect(mail.sink.mails(email)).toHaveLength(1);
  });

  it('that stays away for a day is given up', async () => {
    await mail.sink.down();
    const { id } = await mail.endJob();
    await mail.database.superuser
      .updateTable('notification.delivery')
      .set({ created_at: new Date(Date.now() - 24.1 * 3_600_000) })
      .where('user_id', '=', id)
      .execute();
    mail.start();
    await eventually(async () =>
      expect(await mail.statuses(id)).toEqual([{ status: 'gave-up', attempts: 1 }]),
    );
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type MailSink, startMailSink } from './mail-sink.ts';

const MAIL = {
  from: 'sender@example.org',
  to: 'ada@example.org',
  subject: 'Your MP3 <b>is</b> ready',
  text: 'Get it: https://example.org/download?fid=1&x=<script>alert(1)</script>',
  html: '<p>Get it: <a href="https://example.org/">here</a><script>alert(1)</script></p>',
  messageId: '<1@example.org>',
} satisfies SendMailOptions;

let sink: MailSink;
beforeEach(async () => {
  sink = await startMailSink();
});
afterEach(() => sink.close());

function send(mail: SendMailOptions = MAIL, to: MailSink = sink): Promise<unknown> {
  const { hostname: host, port } = new URL(to.smtpUrl);
  return createTransport({ host, port: Number(port), socketTimeout: 500 }).sendMail(mail);
}

async function get(path: string): Promise<Response> {
  return await fetch(new URL(path, sink.url));
}

describe('accepting', () => {
  test('a mail is kept with its parts, under the recipients of its envelope', async () => {
    await send();
    expect(sink.mails('ada@example.org')).toMatchObject([
      { subject: MAIL.subject, messageId: MAIL.messageId, text: MAIL.text, to: ['ada@example.org'] },
    ]);
    expect(sink.mails('somebody@else.org')).toEqual([]);
  });

  test('mails to one address are answered as JSON, and all can be removed', async () => {
    await send();
    await send({ ...MAIL, to: 'bob@example.org' });
    const mails = (await (await get('/mails?to=bob@example.org')).json()) as unknown[];
    expect(mails).toMatchObject([{ to: ['bob@example.org'] }]);
    await fetch(new URL('/mails', sink.url), { method: 'DELETE' });
    expect(sink.mails()).toEqual([]);
  });
});

describe('the page', () => {
  test('it lists and shows mails without letting their markup in', async () => {
    await send();
    const [mail] = sink.mails();
    const list = await (await get('/')).text();
    expect(list).toContain('Your MP3 &lt;b&gt;is&lt;/b&gt; ready');
    const page = await (await get(`/mails/${mail?.id}`)).text();
    expect(page).toContain('<a href="https://example.org/download?fid=1&amp;x="');
    expect(page).not.toContain('<script');
  });

  test('the HTML part may run nothing, even when opened by itself', async () => {
    await send();
    const part = await get(`/mails/${sink.mails()[0]?.id}/html`);
    expect(part.headers.get('content-security-policy')).toMatch(/^sandbox allow-popups.*default-src 'none'/);
    expect(await part.text()).toContain('<a href="https://example.org/">here</a>');
  });

  test('there is nothing under other addresses', async () => {
    expect((await get('/mails/1')).status).toBe(404);
    expect((await get('/etc/passwd')).status).toBe(404);
    expect((await fetch(sink.url, { method: 'POST' })).status).toBe(405);
  });
});

describe('failing on purpose', () => {
  test.each([
    ['reject-temporarily', 451],
    ['reject-permanently', 550],
  ] as const)('%s answers %d and keeps nothing', async (behaviour, responseCode) => {
    sink.behave(behaviour);
    await expect(send()).rejects.toMatchObject({ responseCode });
    expect(sink.mails()).toEqual([]);
    expect(sink.attempts('ada@example.org')).toBe(1);
  });

  test('cut-after-data keeps the mail but does not say so', async () => {
    sink.behave('cut-after-data');
    await expect(send()).rejects.not.toHaveProperty('responseCode');
    // On a busy machine the client is the first to give up.
    await expect.poll(() => sink.mails()).toHaveLength(1);
  });

  test('hang never answers', async () => {
    sink.behave('hang');
    await expect(send()).rejects.toThrow(/timeout/i);
    expect(sink.mails()).toEqual([]);
  });

  test('down refuses connections until up', async () => {
    await sink.down();
    await expect(send()).rejects.toThrow('ECONNREFUSED');
    await sink.up();
    await send();
    expect(sink.mails()).toHaveLength(1);
  });
});

test('with a directory the mails are there again after a restart', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'mail-sink-'));
  try {
    const before = await startMailSink({ directory });
    await send(MAIL, before);
    await before.close();
    const after = await startMailSink({ directory });
    expect(after.mails()).toMatchObject([{ subject: MAIL.subject }]);
    await after.close();
  } finally {
    await rm(directory, { recursive: true });
  }
});

import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { describe, expect, it, vi } from 'vitest';
import { createSmtp } from './smtp.ts';

const mail = {
  to: 'ada@example.org',
  subject: 'Your MP3 is ready',
  text: 'text',
  html: '<p>html</p>',
  messageId: '<1@example.org>',
  date: new Date(0),
};

/** What a server says at each point of a conversation; `cut` ends the connection instead. */
type Script = Partial<
  Record<'greeting' | 'EHLO' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA' | 'content', string | 'cut'>
>;

const FRIENDLY: Script = {
  greeting: '220 hello',
  EHLO: '250-mx.example\r\n250 AUTH PLAIN',
  AUTH: '235 welcome',
  MAIL: '250 ok',
  RCPT: '250 ok',
  DATA: '354 go on',
  content: '250 queued',
};

/** A mail server that follows a script, and keeps what it is told. */
async function serve(script: Script) {
  const heard: string[] = [];
  const server = createServer(socket => converse(socket, { ...FRIENDLY, ...script }, heard));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `smtp://user:p%40ss@127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    [Symbol.asyncDispose]: async () => void server.close(),
  };
}

async function converse(socket: Socket, script: Script, heard: string[]): Promise<void> {
  socket.on('error', () => {});
  const say = (point: keyof Script) =>
    script[point] === 'cut' ? socket.destroy() : socket.write(`${script[point]}\r\n`);
  say('greeting');
  let isContent = false;
  for await (const line of createInterface(socket)) {
    heard.push(line);
    const command = line.slice(0, 4) as keyof Script;
    if (isContent) {
      isContent = line !== '.';
      if (!isContent) say('content');
    } else if (command in script) {
      say(command);
      isContent = command === 'DATA' && script.DATA?.startsWith('3') === true;
    }
  }
}

describe('a mail server’s answer', () => {
  it('of 250 to the content is acceptance', async () => {
    await using server = await serve({});
    const handOver = vi.fn(async () => expect(server.heard.at(-1)).toBe('DATA'));
    const sendMail = createSmtp({ url: server.url, from: 'Video Converter <mp3@example.org>' });
    expect(await sendMail(mail, handOver)).toEqual({ kind: 'sent' });
    expect(handOver).toHaveBeenCalledOnce();
    expect(server.heard).toEqual(
      expect.arrayContaining([
        `AUTH PLAIN ${Buffer.from('\0user\0p@ss').toString('base64')}`,
        'MAIL FROM:<mp3@example.org>',
        'RCPT TO:<ada@example.org>',
        'Message-ID: <1@example.org>',
        'Auto-Submitted: auto-generated',
      ]),
    );
  });

  it.each<[string, Script, 'refused' | 'failed', boolean]>([
    ['550 to the recipient', { RCPT: '550 no such mailbox' }, 'refused', false],
    ['451 to the recipient', { RCPT: '451 greylisted' }, 'failed', false],
    ['554 to DATA', { DATA: '554 no' }, 'refused', false],
    ['552 to the content', { content: '552 too large' }, 'refused', true],
    ['450 to the content', { content: '450 busy' }, 'failed', true],
    ['554 as greeting', { greeting: '554 go away' }, 'failed', false],
    ['421 as greeting', { greeting: '421 overloaded' }, 'failed', false],
    ['535 to our login', { AUTH: '535 wrong password' }, 'failed', false],
    ['550 to our sender address', { MAIL: '550 not you' }, 'failed', false],
  ])('of %s is understood', async (_what, script, kind, isHandedOver) => {
    await using server = await serve(script);
    const handOver = vi.fn(async () => {});
    const sendMail = createSmtp({ url: server.url, from: 'mp3@example.org' });
    expect(await sendMail(mail, handOver)).toMatchObject({ kind, detail: expect.stringMatching(/[45]\d\d/) });
    expect(handOver).toHaveBeenCalledTimes(isHandedOver ? 1 : 0);
  });

  it.each<[string, Script, boolean]>([
    ['before the greeting', { greeting: 'cut' }, false],
    ['at the recipient', { RCPT: 'cut' }, false],
    ['after the content', { content: 'cut' }, true],
  ])('that is missing, since the connection is cut %s, is an error', async (_what, script, isHandedOver) => {
    await using server = await serve(script);
    const handOver = vi.fn(async () => {});
    const sendMail = createSmtp({ url: server.url, from: 'mp3@example.org' });
    await expect(sendMail(mail, handOver)).rejects.toThrow();
    expect(handOver).toHaveBeenCalledTimes(isHandedOver ? 1 : 0);
  });
});

it('leaves the content unsent when it is called off at the hand-over', async () => {
  await using server = await serve({});
  const handOver = async () => {
    throw new Error('the lease has ended');
  };
  const sendMail = createSmtp({ url: server.url, from: 'mp3@example.org' });
  await expect(sendMail(mail, handOver)).rejects.toThrow('the lease has ended');
  expect(server.heard.at(-1)).toBe('DATA');
});

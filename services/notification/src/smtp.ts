import { Readable } from 'node:stream';
import type { NodemailerError } from 'nodemailer';
import MailComposer from 'nodemailer/lib/mail-composer';
import { parseConnectionUrl } from 'nodemailer/lib/shared';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Outcome } from './outcome.ts';

/** One mail to one address. `messageId` with its angle brackets. */
export type Mail = {
  to: string;
  subject: string;
  text: string;
  html: string;
  messageId: string;
  date: Date;
};

/** Sends one mail; `handOver` is awaited when the server asks for the content, before the first byte of it. */
export type SendMail = (mail: Mail, handOver: () => Promise<void>) => Promise<Outcome>;

/** Nodemailer's own limits are minutes; the URL may name others. */
const TIME_LIMITS = {
  connectionTimeout: 5_000,
  greetingTimeout: 5_000,
  dnsTimeout: 5_000,
  socketTimeout: 10_000,
  socketCloseTimeout: 1_000,
};

/** For a whole mail: a server that answers slowly but steadily must not outlast the delivery's lease. */
const LONGEST_MS = 25_000;

/**
 * Sends mail through one server, each on a connection of its own.
 *
 * Built on nodemailer's connection rather than its transport, since that cannot tell a connection lost before the
 * content was sent (try again) from one lost afterwards (it may have arrived). Here the content is a stream that is
 * first read when the server has said 354.
 */
export function createSmtp({ url, from }: { url: string; from: string }): SendMail {
  const { auth, ...server } = parseConnectionUrl(url);

  return async (mail, handOver) => {
    const message = new MailComposer({
      ...mail,
      from,
      to: { name: '', address: mail.to }, // an object: a string could name several
      headers: { 'Auto-Submitted': 'auto-generated' }, // no out-of-office replies (RFC 3834)
      disableFileAccess: true,
      disableUrlAccess: true,
    }).compile();
    const content = Readable.from(onceHandedOver(handOver, await message.build()));
    const connection = new SMTPConnection({ ...TIME_LIMITS, ...server });
    const lost = new Promise<never>((_resolve, reject) => {
      connection.on('error', reject);
      connection.on('end', () => reject(new Error('the connection ended')));
    });
    const deadline = setTimeout(() => connection.close(), LONGEST_MS);
    try {
      await Promise.race([lost, converse(connection, auth, message.getEnvelope(), content)]);
      connection.quit();
      return { kind: 'sent' };
    } catch (error) {
      return answered(error as NodemailerError);
    } finally {
      clearTimeout(deadline);
      lost.catch(() => {}); // it ends in any case
      connection.close();
    }
  };
}

async function converse(
  connection: SMTPConnection,
  auth: { user: string; pass: string } | undefined,
  envelope: { from: string | false; to: string[] },
  content: Readable,
): Promise<void> {
  await called(done => connection.connect(done));
  if (auth && connection.allowsAuth) await called(done => connection.login(auth, done));
  await called(done => connection.send(envelope, content, done));
}

const called = (call: (done: (error?: Error | null) => void) => void): Promise<void> =>
  new Promise((resolve, reject) => call(error => (error ? reject(error) : resolve())));

async function* onceHandedOver(handOver: () => Promise<void>, content: Buffer): AsyncGenerator<Buffer> {
  await handOver();
  yield content;
}

/**
 * What the server's answer means. Permanent is a 5xx to the recipient or the content alone: one to the greeting, the
 * login or the sender tells of our configuration, which an operator may set right meanwhile.
 *
 * @throws the error itself when it is no answer
 */
function answered(error: NodemailerError): Outcome {
  const { permanent, command, code, message } = error;
  if (permanent && (command === 'RCPT TO' || command === 'DATA')) return { kind: 'refused', detail: message };
  if (code === 'EENVELOPE' && command === 'API') return { kind: 'refused', detail: message };
  if (error.responseCode) return { kind: 'failed', detail: message };
  throw error;
}

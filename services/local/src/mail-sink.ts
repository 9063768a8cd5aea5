import { listenForBrowsers } from './mail-sink/http-listener.ts';
import type { Mail } from './mail-sink/mail.ts';
import { openMailbox } from './mail-sink/mailbox.ts';
import { type Behaviour, listenForSmtp, type SmtpListener } from './mail-sink/smtp-listener.ts';
import { freePort } from './native/free-port.ts';

/** A mail server that delivers nothing and shows everything. */
export interface MailSink {
  /** For SMTP_URL. */
  readonly smtpUrl: string;
  /** The page that shows the mails. */
  readonly url: string;
  /** The mails received, to all or to one address, the oldest first. */
  mails(to?: string): Mail[];
  /** How often somebody tried to send to this address, whatever became of it. */
  attempts(to: string): number;
  /** Changes what happens to the mails that come from now on; at first they are accepted. */
  behave(behaviour: Behaviour): void;
  /** Stops the SMTP server: connections are cut, new ones refused. The page stays. */
  down(): Promise<void>;
  /** Starts it again on the same port. */
  up(): Promise<void>;
  close(): Promise<void>;
}

/** Settings of {@link startMailSink}. */
export interface MailSinkOptions {
  /** Default: the loopback address. */
  host?: string;
  /** Where mails are kept between runs; without, they are kept in memory. */
  directory?: string;
  /** Default: any free port. */
  smtpPort?: number;
  /** Default: any free port. */
  httpPort?: number;
}

/** Starts an SMTP server and a page that shows what it received. */
export async function startMailSink(options: MailSinkOptions = {}): Promise<MailSink> {
  const { host = '127.0.0.1' } = options;
  const mailbox = await openMailbox(options.directory);
  const attempts = new Map<string, number>();
  let behaviour: Behaviour = 'accept';

  const listen = (port: number) =>
    listenForSmtp(
      { host, port },
      {
        behaviour: () => behaviour,
        attempted: to => attempts.set(to, (attempts.get(to) ?? 0) + 1),
        receive: mailbox.receive,
      },
    );
  const first = await listen(options.smtpPort ?? (await freePort()));
  let smtp: SmtpListener | undefined = first;
  const http = await listenForBrowsers({ host, port: options.httpPort ?? 0 }, mailbox);

  const down = async () => {
    await smtp?.close();
    smtp = undefined;
  };
  return {
    smtpUrl: `smtp://127.0.0.1:${first.port}`,
    url: `http://127.0.0.1:${http.port}`,
    mails: mailbox.list,
    attempts: to => attempts.get(to) ?? 0,
    behave(next) {
      behaviour = next;
    },
    down,
    async up() {
      smtp ??= await listen(first.port);
    },
    async close() {
      await down();
      await http.close();
    },
  };
}

import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';

/**
 * What the SMTP server does with a mail:
 * - `accept`: keeps it;
 * - `reject-temporarily`, `reject-permanently`: answers 451 or 550 to the recipient;
 * - `cut-after-data`: keeps it, but cuts the connection instead of saying so;
 * - `hang`: takes the whole mail and neither keeps it nor answers.
 */
export type Behaviour = 'accept' | 'reject-temporarily' | 'reject-permanently' | 'cut-after-data' | 'hang';

const REJECTIONS: Partial<Record<Behaviour, { responseCode: number; message: string }>> = {
  'reject-temporarily': { responseCode: 451, message: 'try again later' },
  'reject-permanently': { responseCode: 550, message: 'no such mailbox' },
};

/** What the listener asks while it runs. */
export interface SmtpHandler {
  behaviour(): Behaviour;
  /** Called once for each recipient that somebody wants to send to. */
  attempted(recipient: string): void;
  receive(raw: Buffer, to: string[]): Promise<void>;
}

/** A running SMTP server. */
export interface SmtpListener {
  port: number;
  /** Stops listening and cuts all connections. */
  close(): Promise<void>;
}

/** Listens for SMTP without TLS; any login is good. */
export async function listenForSmtp(
  address: { host: string; port: number },
  handler: SmtpHandler,
): Promise<SmtpListener> {
  const sockets = new Map<number | undefined, Socket>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'], // the sink has no certificate that a client would trust
    disableReverseLookup: true,
    logger: false,
    onAuth: (auth, _session, done) => done(null, { user: auth.username }),
    onRcptTo({ address }, _session, done) {
      handler.attempted(address);
      const rejection = REJECTIONS[handler.behaviour()];
      done(rejection && Object.assign(new Error(rejection.message), rejection));
    },
    onData(stream, session, done) {
      takeData(stream, session).then(() => done(), done);
    },
  });

  async function takeData(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> {
    const raw = await buffer(stream);
    const behaviour = handler.behaviour();
    if (behaviour === 'hang') await new Promise(() => {});
    await handler.receive(
      raw,
      session.envelope.rcptTo.map(({ address }) => address),
    );
    if (behaviour !== 'cut-after-data') return;
    sockets.get(session.remotePort)?.destroy();
    await new Promise(() => {}); // nothing more to say
  }

  server.on('error', () => {}); // a connection that a client or we cut
  server.server.on('connection', socket => {
    const { remotePort } = socket;
    sockets.set(remotePort, socket);
    socket.once('close', () => sockets.delete(remotePort));
  });
  const listening = server.listen(address);
  await once(listening, 'listening');

  return {
    port: (listening.address() as AddressInfo).port,
    async close() {
      const closed = new Promise<void>(resolve => server.close(() => resolve()));
      for (const socket of sockets.values()) socket.destroy();
      await closed;
    },
  };
}

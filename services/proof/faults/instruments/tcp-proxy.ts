import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { freePort } from '@vc/local/native/free-port.ts';
import { type ProxiedConnection, proxyConnection } from './proxied-connection.ts';
import { emptyTally, type Tally, type Trouble } from './trouble.ts';

/** A way to a server on loopback, which can be in trouble. */
export interface TcpProxy extends AsyncDisposable {
  readonly port: number;
  readonly tally: Readonly<Tally>;
  /** What happens from now on to the connections that are open and to those that come. */
  trouble(trouble: Trouble): void;
  /** Ends the trouble. A connection that has lost bytes is reset: no network would let it go on with a gap. */
  heal(): void;
}

/** Opens a way to a port of the loopback address. It carries everything until it is told otherwise. */
export async function startTcpProxy(target: { port: number }): Promise<TcpProxy> {
  const connections = new Set<ProxiedConnection>();
  const tally = emptyTally();
  let current: Trouble = { kind: 'none' };

  // A side that has said its last may still listen, as TCP has it: each direction is ended on its own.
  const server = createServer({ allowHalfOpen: true, noDelay: true }, client => {
    tally.opened += 1;
    const upstream = connect({ host: '127.0.0.1', allowHalfOpen: true, noDelay: true, ...target });
    const connection = proxyConnection({
      client,
      upstream,
      trouble: current,
      tally,
      onEnd: () => connections.delete(connection),
    });
    connections.add(connection);
  });
  server.listen({ host: '127.0.0.1', port: await freePort() });
  await once(server, 'listening');

  const trouble = (next: Trouble) => {
    current = next;
    for (const connection of connections) connection.trouble(next);
  };
  return {
    port: (server.address() as AddressInfo).port,
    tally,
    trouble,
    heal: () => trouble({ kind: 'none' }),
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      for (const connection of connections) connection.destroy();
      await closed;
    },
  };
}

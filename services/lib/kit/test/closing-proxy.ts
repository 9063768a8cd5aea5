import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** `basic.consume-ok` of AMQP 0-9-1: class 60, method 21. */
const CONSUME_OK = Buffer.from('003c0015', 'hex');

/** `connection.close` on channel 0, as a broker that shuts down sends it: class 10, method 50, code 320, no text. */
const CONNECTION_CLOSE = Buffer.from(
  '010000' + '0000000b' + '000a0032' + '0140' + '00' + '0000' + '0000' + 'ce',
  'hex',
);

/** A way to a broker that closes the first connection in the very moment in which it has begun to consume. */
export type ClosingProxy = { url: string; connections(): number; close(): void };

/** Opens such a way to the broker at `url`. */
export async function startClosingProxy(url: string): Promise<ClosingProxy> {
  const target = new URL(url);
  const sockets: Socket[] = [];
  let connections = 0;
  const server = createServer(client => {
    const isFirst = ++connections === 1;
    const upstream = connect(Number(target.port), target.hostname);
    sockets.push(client, upstream);
    client.pipe(upstream);
    upstream.on('data', data => {
      const isTheMoment = isFirst && data.includes(CONSUME_OK);
      client.write(isTheMoment ? Buffer.concat([data, CONNECTION_CLOSE]) : data);
      if (isTheMoment) upstream.destroy();
    });
    for (const [one, other] of [[client, upstream] as const, [upstream, client] as const]) {
      one.on('error', () => {});
      one.on('close', () => other.destroySoon());
    }
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const through = new URL(url);
  through.port = String((server.address() as AddressInfo).port);
  return {
    url: through.href,
    connections: () => connections,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

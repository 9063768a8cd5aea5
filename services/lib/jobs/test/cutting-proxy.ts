import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

/** A way to PostgreSQL on which answers get lost. */
export type CuttingProxy = {
  url: string;
  /** The next query that contains `text` reaches the server, and the connection is cut instead of its answer. */
  loseAnswerTo(text: string): void;
  /** Answers lost so far. */
  lost(): number;
  close(): Promise<void>;
};

/** Opens a proxy in front of the server that `url` names. */
export async function openCuttingProxy(url: string): Promise<CuttingProxy> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let victim: string | undefined;
  let lost = 0;

  const server = createServer(client => {
    const upstream = connect(Number(target.port), target.hostname);
    let isDoomed = false;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', data => {
      if (victim && data.includes(victim)) {
        victim = undefined;
        isDoomed = true;
      }
      upstream.write(data);
    });
    upstream.on('data', data => {
      if (!isDoomed) return client.write(data);
      lost += 1;
      return client.destroy();
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));

  const proxied = new URL(url);
  proxied.hostname = '127.0.0.1';
  proxied.port = String((server.address() as AddressInfo).port);
  return {
    url: proxied.href,
    loseAnswerTo(text) {
      victim = text;
    },
    lost: () => lost,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

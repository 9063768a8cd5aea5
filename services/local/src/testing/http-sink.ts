import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A request as it was received. */
export type Received = { path: string; headers: IncomingHttpHeaders; body: Buffer };

/** A server somewhere else: a push service, or a user's own. */
export type HttpSink = {
  /** For OUTBOUND_ALLOW. */
  host: string;
  url: string;
  /** The requests received on a path, the oldest first. */
  received(path: string): Received[];
  /** What a path answers from now on; `cut` takes the request and cuts the connection. At first 201. */
  answer(path: string, status: number | 'cut'): void;
  close(): Promise<void>;
};

/** Starts one on the loopback address, on a port of its own choice or on the one given. */
export async function startHttpSink(port = 0): Promise<HttpSink> {
  const all: Received[] = [];
  const answers = new Map<string, number | 'cut'>();
  const server = createServer(async (request, response) => {
    const path = request.url ?? '';
    const body = await buffer(request).catch(() => undefined);
    if (!body) return;
    all.push({ path, headers: request.headers, body });
    const status = answers.get(path) ?? 201;
    if (status === 'cut') request.socket.destroy();
    else response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end('thanks');
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    url: `http://${host}`,
    received: path => all.filter(request => request.path === path),
    answer: (path, status) => answers.set(path, status),
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

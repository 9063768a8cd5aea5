import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { createOutbound, OutboundRefused } from './outbound.ts';

const request = { headers: {}, body: '{}', handOver: async () => {} };
const publicAddress = { address: '93.184.215.14', family: 4 };
const loopback = { address: '127.0.0.1', family: 4 };

async function serve(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

describe('a request to a user-given URL', () => {
  it.each([
    ['loopback', [loopback]],
    ['cloud metadata', [{ address: '169.254.169.254', family: 4 }]],
    ['a private IPv6 address', [{ address: 'fd00::1', family: 6 }]],
    ['a mapped IPv4 address', [{ address: '::ffff:10.0.0.1', family: 6 }]],
    ['one private address among public ones', [publicAddress, loopback]],
  ])('is refused where the host resolves to %s', async (_what, addresses) => {
    const post = createOutbound({ allowed: new Set(), resolve: async () => addresses });
    await expect(post({ ...request, url: 'https://innocent.example/' })).rejects.toThrow(OutboundRefused);
  });

  it('goes to the addresses that were checked, whatever DNS says next', async () => {
    await using server = await serve((incoming, response) => response.end(incoming.headers.host));
    const resolve = vi
      .fn(async () => [{ address: '192.0.2.1', family: 4 }])
      .mockResolvedValueOnce([loopback]);
    const post = createOutbound({ allowed: new Set([`rebinding.example:${server.port}`]), resolve });
    const answer = await post({ ...request, url: `http://rebinding.example:${server.port}/` });
    expect(answer.status).toBe(200);
    expect(resolve).toHaveBeenCalledOnce();
  });

  it('does not follow redirects', async () => {
    const seen: string[] = [];
    await using server = await serve((incoming, response) => {
      seen.push(incoming.url ?? '');
      response.writeHead(302, { location: '/secret', 'retry-after': '7' }).end();
    });
    const post = createOutbound({ allowed: new Set([`127.0.0.1:${server.port}`]) });
    const answer = await post({ ...request, url: `http://127.0.0.1:${server.port}/hook` });
    expect(answer).toEqual({ status: 302, retryAfter: 7 });
    expect(seen).toEqual(['/hook']);
  });

  it('is not held by an endless answer', async () => {
    await using server = await serve((_incoming, response) => {
      response.writeHead(200).write('and so on, ');
    });
    const post = createOutbound({ allowed: new Set([`127.0.0.1:${server.port}`]) });
    const answer = await post({ ...request, url: `http://127.0.0.1:${server.port}/` });
    expect(answer.status).toBe(200);
  });

  it('sends nothing when it is called off at the hand-over', async () => {
    const listener = vi.fn();
    await using server = await serve(listener);
    const post = createOutbound({ allowed: new Set([`127.0.0.1:${server.port}`]) });
    const handOver = async () => {
      throw new Error('the lease has ended');
    };
    const url = `http://127.0.0.1:${server.port}/`;
    await expect(post({ ...request, url, handOver })).rejects.toThrow('the lease has ended');
    expect(listener).not.toHaveBeenCalled();
  });

  it('is not handed over when nobody listens', async () => {
    const { port } = await serve(() => {}).then(async server => {
      await server[Symbol.asyncDispose]();
      return server;
    });
    const handOver = vi.fn(async () => {});
    const post = createOutbound({ allowed: new Set([`127.0.0.1:${port}`]) });
    await expect(post({ ...request, url: `http://127.0.0.1:${port}/`, handOver })).rejects.toThrow(
      'ECONNREFUSED',
    );
    expect(handOver).not.toHaveBeenCalled();
  });
});

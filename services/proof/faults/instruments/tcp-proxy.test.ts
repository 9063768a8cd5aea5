import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import { startTcpProxy } from './tcp-proxy.ts';

/** A server that sends back what it gets, and a proxy in front of it. */
async function open() {
  const server = createServer({ allowHalfOpen: true }, socket => {
    served.push(socket);
    socket.on('error', () => {});
    socket.pipe(socket);
  });
  const served: Socket[] = [];
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy = await startTcpProxy({ port: (server.address() as AddressInfo).port });
  onTestFinished(async () => {
    await proxy[Symbol.asyncDispose]();
    server.close();
  });
  const dial = () => connect({ host: '127.0.0.1', port: proxy.port, allowHalfOpen: true });
  return { proxy, served, dial };
}

/** Sends and returns the first answer. */
async function exchange(socket: Socket, message: string): Promise<string> {
  socket.write(message);
  const [answer] = await once(socket, 'data');
  return String(answer);
}

it('carries everything both ways, farewells included', async () => {
  const { proxy, dial } = await open();
  const socket = dial();
  const sent = Buffer.alloc(3_000_000, 'x');
  socket.end(sent);
  expect((await buffer(socket)).equals(sent)).toBe(true);
  const carried = { carried: 6_000_000, carriedToServer: 3_000_000 };
  expect(proxy.tally).toEqual({ opened: 1, ...carried, delayed: 0, swallowed: 0, cut: 0 });
});

it('resets what is open and what comes, until it is healed', async () => {
  const { proxy, dial } = await open();
  const early = dial();
  await exchange(early, 'hello');
  proxy.trouble({ kind: 'reset' });
  await expect(text(early)).rejects.toThrow('ECONNRESET');
  await expect(text(dial())).rejects.toThrow('ECONNRESET');
  expect(proxy.tally.cut).toBe(2);
  proxy.heal();
  expect(await exchange(dial(), 'again')).toBe('again');
});

it('cuts a connection in the middle of what it carries', async () => {
  const { proxy, dial } = await open();
  proxy.trouble({ kind: 'cut-after', bytes: 7 });
  const socket = dial();
  expect(await exchange(socket, 'four')).toBe('fou');
  await expect(text(socket)).rejects.toThrow('ECONNRESET');
  expect(proxy.tally).toMatchObject({ carried: 7, cut: 1 });
});

it('swallows one direction and tells nobody; afterwards the connection with the gap is reset', async () => {
  const { proxy, served, dial } = await open();
  const socket = dial();
  await exchange(socket, 'hello');
  proxy.trouble({ kind: 'half-open', swallows: ['to-client'] });
  socket.write('lost');
  const [heard] = await once(served[0] as Socket, 'data');
  expect(String(heard)).toBe('lost');
  await expect.poll(() => proxy.tally.swallowed).toBe(4);
  expect(socket.readyState).toBe('open');
  proxy.heal();
  await expect(text(socket)).rejects.toThrow('ECONNRESET');
});

it('leaves the server with a connection that its client has given up, as long as it is half-open', async () => {
  const { proxy, served, dial } = await open();
  const socket = dial();
  await exchange(socket, 'hello');
  proxy.trouble({ kind: 'half-open', swallows: ['to-server', 'to-client'] });
  socket.destroy();
  await once(socket, 'close');
  const server = served[0] as Socket;
  expect(server.destroyed).toBe(false);
  proxy.heal();
  await once(server, 'close');
});

it('carries slowly: in small pieces, one after the other', async () => {
  const { proxy, dial } = await open();
  proxy.trouble({ kind: 'slow', bytesPerSecond: 20_000, delayMs: 1 });
  const socket = dial();
  socket.end(Buffer.alloc(2_500));
  expect(await buffer(socket)).toHaveLength(2_500);
  expect(proxy.tally.delayed).toBeGreaterThanOrEqual(6); // thrice a thousand or less, both ways
});

it('lets go at once what it held back when it is healed', async () => {
  const { proxy, dial } = await open();
  const socket = dial();
  await exchange(socket, 'hello');
  proxy.trouble({ kind: 'slow', bytesPerSecond: 1, delayMs: 3_600_000 });
  socket.write('late');
  await expect.poll(() => proxy.tally.delayed).toBeGreaterThan(0);
  proxy.heal();
  const [answer] = await once(socket, 'data');
  expect(String(answer)).toMatch(/^l/);
});

it('ends the connection of a server that is not there', async () => {
  const { proxy, served, dial } = await open();
  await exchange(dial(), 'hello');
  const nobody = await startTcpProxy({ port: 1 });
  onTestFinished(() => nobody[Symbol.asyncDispose]());
  const socket = connect({ host: '127.0.0.1', port: nobody.port });
  await once(socket.resume(), 'close');
  expect([served.length, proxy.tally.opened]).toEqual([1, 1]);
});

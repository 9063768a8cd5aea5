import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createTemporaryDirectory, removeDirectory } from '../temporary-directory.ts';
import { openBooks } from './customer.ts';

type Reply = (request: IncomingMessage, response: ServerResponse) => void;

const problem =
  (status: number, code: string): Reply =>
  (_request, response) =>
    response.writeHead(status).end(JSON.stringify({ code }));
const accepted: Reply = (_request, response) =>
  response.writeHead(202).end(JSON.stringify({ fid: 'a', status: 'stored' }));
const hangUp: Reply = request => request.socket.destroy();

/** A customer of a gateway that gives these replies, one a request, and what keys it was asked with. */
async function visit(...replies: Reply[]) {
  const keys: unknown[] = [];
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      keys.push(request.headers['idempotency-key']);
      replies.shift()?.(request, response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const folder = await createTemporaryDirectory();
  onTestFinished(async () => {
    server.close();
    await removeDirectory(folder);
  });
  const file = join(folder, 'video.mp4');
  await writeFile(file, 'video');
  const user = { email: 'kim@example.org', authorization: 'Bearer token' };
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { customer: openBooks(url, user, { file, seconds: 1 }), keys };
}

it('sends a video under the same key until it is accepted, and writes down every answer', async () => {
  const { customer, keys } = await visit(
    problem(503, 'unavailable'),
    hangUp,
    problem(409, 'upload-under-way'),
    accepted,
  );
  expect(await customer.upload()).toBe('a');
  expect(new Set(keys).size).toBe(1);
  expect(customer.ledger).toMatchObject({
    accepted: [{ key: keys[0], fid: 'a' }],
    refused: [
      { request: 'POST /upload', status: 503, code: 'unavailable' },
      { request: 'POST /upload', code: expect.stringMatching(/UND_ERR_SOCKET|ECONNRESET/) },
      { request: 'POST /upload', status: 409, code: 'upload-under-way' },
    ],
  });
});

it('takes another key for another video', async () => {
  const { customer, keys } = await visit(accepted, accepted);
  await customer.upload();
  await customer.upload();
  expect(new Set(keys).size).toBe(2);
});

it('gives up at an answer that nothing excuses', async () => {
  const { customer } = await visit(problem(500, 'internal'));
  await expect(customer.upload()).rejects.toThrow('POST /upload of kim@example.org: 500 internal');
  expect(customer.ledger).toMatchObject({ accepted: [], refused: [{ status: 500 }] });
});

import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates, type TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createOutbound } from '../src/outbound.ts';

const HOST = 'hooks.example';

const directory = await mkdtemp(join(tmpdir(), 'notification-tls-'));
const files = { key: join(directory, 'key.pem'), certificate: join(directory, 'certificate.pem') };
const seen = vi.fn();
let certificate: string;
let server: ReturnType<typeof createServer>;
let port: number;

beforeAll(async () => {
  await promisify(execFile)('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...['-subj', `/CN=${HOST}`, '-addext', `subjectAltName=DNS:${HOST}`],
    ...['-keyout', files.key, '-out', files.certificate],
  ]);
  certificate = await readFile(files.certificate, 'utf8');
  server = createServer({ key: await readFile(files.key), cert: certificate }, (request, response) => {
    seen((request.socket as TLSSocket & { servername?: string }).servername, request.headers.host);
    response.writeHead(204).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  port = (server.address() as AddressInfo).port;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(directory, { recursive: true });
});

const post = (handOver: () => Promise<void>) =>
  createOutbound({
    allowed: new Set([`${HOST}:${port}`]),
    resolve: async () => [{ address: '127.0.0.1', family: 4 }],
  })({ url: `https://${HOST}:${port}/`, headers: {}, body: '{}', handOver });

it('is not handed over to a server whose certificate is not trusted', async () => {
  const handOver = vi.fn(async () => {});
  await expect(post(handOver)).rejects.toThrow('certificate');
  expect(handOver).not.toHaveBeenCalled();
  expect(seen).not.toHaveBeenCalled();
});

it('goes to the checked address, by the name of the URL', async () => {
  const trusted = getCACertificates('default');
  setDefaultCACertificates([...trusted, certificate]);
  try {
    expect(await post(async () => {})).toMatchObject({ status: 204 });
  } finally {
    setDefaultCACertificates(trusted);
  }
  expect(seen).toHaveBeenCalledExactlyOnceWith(HOST, `${HOST}:${port}`);
});

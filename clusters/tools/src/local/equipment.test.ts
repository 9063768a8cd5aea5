import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseManifests } from '../rendering/helm.ts';
import { EQUIPMENT, GIT_SERVER, MAIL_PAGE, S3_SERVER, SMTP_URL } from './equipment.ts';
import { NETWORK } from './node/layout.ts';
import { NODE_PORTS } from './node-ports.ts';

/** What we read of a Service. */
interface Service {
  clusterIP?: string;
  ports: { port: number; nodePort?: number }[];
}

async function findService(file: string): Promise<Service> {
  const manifests = parseManifests(await readFile(join(EQUIPMENT, file), 'utf8'), 'default');
  return manifests.find(({ kind }) => kind === 'Service')?.spec as Service;
}

it('answers for names where the kubelet sends all pods', async () => {
  expect((await findService('dns.yaml')).clusterIP).toBe(NETWORK.dnsService);
});

it.each([
  ['git.yaml', GIT_SERVER],
  ['mail-sink.yaml', MAIL_PAGE],
  ['s3.yaml', S3_SERVER],
])('%s answers where this machine looks for it', async (file, url) => {
  const { ports } = await findService(file);
  expect(ports.map(({ nodePort }) => nodePort)).toContain(Number(new URL(url).port));
});

it('has a port of this machine for the gateway that its values name', async () => {
  const values = await readFile(join(EQUIPMENT, '../values/gateway.yaml'), 'utf8');
  expect(values).toContain(`nodePort: ${NODE_PORTS.gateway}\n`);
});

it('takes mails on the port that they are sent to', async () => {
  const { ports } = await findService('mail-sink.yaml');
  expect(ports.map(({ port }) => port)).toContain(Number(new URL(SMTP_URL).port));
});

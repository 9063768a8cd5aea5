import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseManifests } from '../rendering/helm.ts';
import { EQUIPMENT, GIT_SERVER, MAIL_PAGE, S3_SERVER, SMTP_URL } from './equipment.ts';
import { NETWORK } from './node/layout.ts';

async function findService(file: string): Promise<{ clusterIP: string; ports: { port: number }[] }> {
  const manifests = parseManifests(await readFile(join(EQUIPMENT, file), 'utf8'), 'default');
  return manifests.find(({ kind }) => kind === 'Service')?.spec as Awaited<ReturnType<typeof findService>>;
}

it.each([
  ['dns.yaml', `dns://${NETWORK.dnsService}:53`],
  ['git.yaml', GIT_SERVER],
  ['mail-sink.yaml', MAIL_PAGE],
  ['s3.yaml', S3_SERVER],
])('%s answers where it is looked for', async (file, url) => {
  const { clusterIP, ports } = await findService(file);
  expect(clusterIP).toBe(new URL(url).hostname);
  expect(ports.map(({ port }) => port)).toContain(Number(new URL(url).port || 80));
});

it('takes mails on the port that they are sent to', async () => {
  const { ports } = await findService('mail-sink.yaml');
  expect(ports.map(({ port }) => port)).toContain(Number(new URL(SMTP_URL).port));
});

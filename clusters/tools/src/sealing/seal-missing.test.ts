import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { placesOf } from './assignments.ts';
import { inventoryOf } from './inventory.ts';
import { describeSecrets } from './report.ts';
import { sealAll, sealMissing } from './seal-missing.ts';
import { formatSealedSecret, parseSealedSecret } from './sealed-secret.ts';
import { differences, readFiles } from './testing/files.ts';
import { answering, createCluster, DEPLOYMENT, readPlaintext, SMTP } from './testing/sealing-test.ts';

/** Those that every installation has. */
const KEYS = placesOf(inventoryOf(DEPLOYMENT)).filter(({ entry }) => !entry.optional).length;

it('makes every key of every Secret, each sealed for its place', async () => {
  const cluster = await createCluster();
  const { secrets, restarts } = await sealMissing(cluster, answering(SMTP));
  const plaintext = await readPlaintext(cluster);
  expect(Object.keys(plaintext)).toHaveLength(KEYS);
  expect([...secrets.values()].flat()).toHaveLength(KEYS);
  expect(restarts.toSorted()).toEqual(DEPLOYMENT.apps.filter(app => app !== 'argocd').toSorted());
});

it('writes one value wherever it belongs, and no value twice elsewhere', async () => {
  const cluster = await createCluster();
  await sealMissing(cluster, answering(SMTP));
  const plaintext = await readPlaintext(cluster);
  expect(plaintext['video-converter/gateway/database-url']).toBe(
    `postgres://gateway:${plaintext['datastores/postgres/gateway-password']}@postgres.datastores:5432/video_converter`,
  );
  expect(plaintext['video-converter/auth/gateway-token']).toBe(
    plaintext['video-converter/gateway/auth-token'],
  );
  const passwords = Object.entries(plaintext).filter(([key]) => /password|token|cookie|-key$/.test(key));
  const shared = ['auth-token', 'notification-token', 'gateway-token'];
  const own = passwords.filter(([key]) => !shared.some(name => key.endsWith(name))).map(([, value]) => value);
  expect(new Set(own).size).toBe(own.length);
});

it('touches nothing when nothing is missing', async () => {
  const cluster = await createCluster();
  await sealMissing(cluster, answering(SMTP));
  const before = await readFiles(cluster.folder);
  const { secrets, restarts } = await sealMissing(cluster, answering());
  expect(await readFiles(cluster.folder)).toEqual(before);
  expect([secrets.size, restarts]).toEqual([0, []]);
});

it('makes a value anew for all its keys when one of them is missing, and no other', async () => {
  const cluster = await createCluster();
  await sealMissing(cluster, answering(SMTP));
  const before = await readPlaintext(cluster);
  const file = join(cluster.folder, 'secrets/video-converter/gateway.yaml');
  const sealed = parseSealedSecret(
    (await readFiles(cluster.folder))['secrets/video-converter/gateway.yaml'] ?? '',
  );
  const { 'database-url': _, ...others } = sealed.spec?.encryptedData ?? {};
  await writeFile(file, formatSealedSecret({ ...sealed, spec: { ...sealed.spec, encryptedData: others } }));
  await sealMissing(cluster, answering());
  const after = await readPlaintext(cluster);
  expect(differences(before, after)).toEqual([
    'datastores/postgres/gateway-password',
    'video-converter/gateway/database-url',
  ]);
  expect(after['video-converter/gateway/database-url']).toContain(
    after['datastores/postgres/gateway-password'],
  );
});

it('brings back a checksum that was lost', async () => {
  const cluster = await createCluster();
  await sealMissing(cluster, answering(SMTP));
  const before = await readFiles(cluster.folder);
  await rm(join(cluster.folder, 'checksums/auth.yaml'));
  await sealMissing(cluster, answering());
  expect(await readFiles(cluster.folder)).toEqual(before);
});

it('writes nothing before all is answered', async () => {
  const cluster = await createCluster();
  await expect(sealMissing(cluster, answering())).rejects.toThrow('nobody answers smtp-url');
  expect(await readFiles(cluster.folder)).toEqual({});
});

it('asks once whether the repository is private, and for its credential where it is', async () => {
  const cluster = await createCluster();
  const credential = { 'repository-username': 'git', 'repository-token': 'a-token' };
  const first = answering({ ...SMTP, ...credential });
  await sealMissing(cluster, first);
  expect(first.asked).toEqual([
    'Is https://git.example/video-converter.git private, so that Argo CD needs a credential to read it?',
    'smtp-url',
    'repository-username',
    'repository-token',
  ]);
  const { 'secrets/argocd/repository.yaml': text } = await readFiles(cluster.folder);
  expect(parseSealedSecret(text ?? '').spec?.template).toEqual({
    metadata: {
      name: 'repository',
      namespace: 'argocd',
      labels: { 'argocd.argoproj.io/secret-type': 'repository' },
    },
    type: 'Opaque',
    data: { type: 'git', url: 'https://git.example/video-converter.git' },
  });
  const second = answering();
  const changes = await sealMissing(cluster, second);
  expect(second.asked).toEqual([]);
  expect(describeSecrets(cluster.inventory, changes)).toMatch(/^argocd\/repository +0 +2$/m);
});

it('asks for each key that belongs to a managed datastore, and makes none for its own', async () => {
  const cluster = await createCluster({ apps: DEPLOYMENT.apps.filter(app => app !== 'postgres') });
  const url = 'postgres://user:password@db.example/video_converter';
  const names = [
    'auth',
    'gateway',
    'converter',
    'notification',
    'auth-migrations',
    'jobs-migrations',
    'notification-migrations',
  ];
  await sealMissing(
    cluster,
    answering({ ...SMTP, ...Object.fromEntries(names.map(name => [`${name}/database-url`, url])) }),
  );
  const plaintext = await readPlaintext(cluster);
  expect(Object.keys(plaintext).filter(key => key.startsWith('datastores/postgres/'))).toEqual([]);
  expect(plaintext['video-converter/gateway/database-url']).toBe(url);
});

it('adds nothing to what another certificate has sealed, and makes all anew only when that is agreed to', async () => {
  const cluster = await createCluster();
  await sealMissing(cluster, answering(SMTP));
  const before = await readPlaintext(cluster);
  const renewed = { ...cluster, certificate: { ...cluster.certificate, fingerprint: 'of the next cluster' } };
  await expect(sealMissing(renewed, answering())).rejects.toThrow('--all');
  await sealAll(renewed, answering(SMTP, false));
  expect(await readPlaintext(cluster)).toEqual(before);
  await sealAll(renewed, answering(SMTP));
  expect(differences(before, await readPlaintext(cluster))).toHaveLength(KEYS - 1); // all but the mail server
  await sealMissing(renewed, answering());
});

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { removeDirectory } from '@vc/local/temporary-directory.ts';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { parse } from 'yaml';
import { placesOf } from '../../src/sealing/assignments.ts';
import { readDeployment } from '../../src/sealing/deployment.ts';
import { inventoryOf, titleOf } from '../../src/sealing/inventory.ts';
import { generateSealingKey } from '../../src/sealing/sealing-key.ts';
import { differences, readFiles } from '../../src/sealing/testing/files.ts';
import { readSettings } from '../../src/settings.ts';
import { type Checkout, createCheckout } from './checkout.ts';
import { startUnsealingCluster, type UnsealingCluster } from './unsealing-cluster.ts';

const SMTP = 'smtp://mp3:of-the-operator@mail.example:587';

const tools = inject('tools');
let checkout: Checkout;
let cluster: UnsealingCluster;
/** Everything that the program has printed. */
let printed = '';
/** Every secret value that a Secret has held. */
const values = new Set<string>();
/** Keys of Secrets that are none. */
const PUBLIC = ['vapid-public-key', 'type', 'url'];
/** The keys that pods wait for. */
const CHECKSUM = /\/checksum-[0-9a-f]{64}$/;

beforeAll(async () => {
  const key = await generateSealingKey();
  checkout = await createCheckout(key.certificate, tools);
  cluster = await startUnsealingCluster(tools['sealed-secrets-controller'], key);
}, 180_000);

afterAll(async () => {
  await cluster?.stop();
  if (checkout) await removeDirectory(checkout.root);
});

describe('sealed for the first time', () => {
  it('passes the check', async () => {
    await seal(['smtp-url', '--stdin'], SMTP);
    await seal([]);
    expect(await seal(['--check'])).toBe('✓ every secret is there, and sealed\n');
  });

  it('becomes every Secret, with every key', async () => {
    const inventory = inventoryOf(await readDeployment(tools.kustomize, checkout.cluster));
    const expected = placesOf(inventory.filter(({ optional }) => !optional)).map(
      ({ entry, key }) => `${titleOf(entry)}/${key}`,
    );
    await apply();
    await expect.poll(async () => Object.keys(await readSecrets()).sort()).toEqual(expected.sort());
  });

  it('has the key that pods of the checksum wait for, and none of before', async () => {
    const file = join(checkout.cluster, 'checksums/auth.yaml');
    const checksumsOf = async () =>
      Object.keys(await cluster.readSecrets()).filter(name => /^video-converter.auth.checksum-/.test(name));
    const wanted = async () =>
      `video-converter/auth/checksum-${parse(await readFile(file, 'utf8')).secretChecksum}`;
    const [before] = await checksumsOf();
    expect(before).toBe(await wanted());
    await seal(['notification-to-auth']);
    expect(await wanted()).not.toBe(before);
    await apply();
    await expect.poll(checksumsOf).toEqual([await wanted()]);
  });

  it('holds what was said, and one value wherever it belongs', async () => {
    const secrets = await readSecrets();
    const { 'datastores/postgres/gateway-password': password } = secrets;
    expect(secrets['video-converter/gateway/database-url']).toBe(
      `postgres://gateway:${password}@postgres.datastores:5432/video_converter`,
    );
    expect(secrets['video-converter/notification/smtp-url']).toBe(SMTP);
  });

  it.each([
    ['name', 'name: auth', 'name: other', 'video-converter', 'other'],
    ['namespace', 'namespace: video-converter', 'namespace: datastores', 'datastores', 'auth'],
  ])('does not open under another %s, and says so', async (_, own, other, namespace, name) => {
    const text = await readFile(join(checkout.cluster, 'secrets/video-converter/auth.yaml'), 'utf8');
    await cluster.apply('-', text.replaceAll(own, other));
    await expect.poll(() => cluster.statusOf(namespace, name)).toContain('False no key could decrypt secret');
    expect(Object.keys(await readSecrets()).filter(key => key.startsWith(`${namespace}/${name}/`))).toEqual(
      [],
    );
  });
});

it('replaces a rotated value in each Secret that holds it, and nothing else', async () => {
  const before = await readSecrets();
  await seal(['postgres-gateway']);
  await apply();
  await expect
    .poll(async () => differences(before, await readSecrets()))
    .toEqual(['datastores/postgres/gateway-password', 'video-converter/gateway/database-url']);
  const after = await readSecrets();
  expect(after['video-converter/gateway/database-url']).toContain(
    after['datastores/postgres/gateway-password'],
  );
});

it('lets Argo CD find the credential of a private repository', async () => {
  await seal(['repository/username', '--stdin'], 'a-name-for-reading');
  await seal(['repository/password', '--stdin'], 'a-token-for-reading');
  await apply();
  await expect
    .poll(() => cluster.secretsWith('argocd.argoproj.io/secret-type=repository'))
    .toEqual(['argocd/repository']);
  expect(await readSecrets()).toMatchObject({
    'argocd/repository/type': 'git',
    'argocd/repository/url': (await readSettings(checkout.cluster)).repository,
    'argocd/repository/username': 'a-name-for-reading',
    'argocd/repository/password': 'a-token-for-reading',
  });
  expect(await cluster.secretsWith('app.kubernetes.io/part-of=argocd')).toEqual(['argocd/webhook']);
});

it('rotates the signing key in three steps, by what the cluster has', async () => {
  const keys = async () => (await readSecrets())['video-converter/auth/jwt-keys'] ?? '';
  const isOpen = () => cluster.isOpen('video-converter', 'auth');
  const old = await keys();
  await seal(['jwt-keys', '--step=publish']);
  expect(await fail(['jwt-keys', '--step=sign'])).toContain('push and wait');
  await apply();
  await expect.poll(keys).not.toBe(old);
  const next = (await keys()).slice(old.length);
  expect(await keys()).toBe(old + next);
  expect(await fail(['jwt-keys', '--step=publish'])).toContain('now comes --step sign');
  await expect.poll(isOpen).toBe(true);
  await seal(['jwt-keys', '--step=sign']);
  await apply();
  await expect.poll(keys).toBe(next + old);
  await expect.poll(isOpen).toBe(true);
  await seal(['jwt-keys', '--step=retire']);
  await apply();
  await expect.poll(keys).toBe(next);
});

it('has written and printed no plaintext, and given none to a command line', async () => {
  await readSecrets();
  const { root } = checkout;
  const written = [printed, ...Object.values(await readFiles(root))].join('\n');
  expect(written).toContain('--raw'); // the command lines of kubeseal are among it
  expect(values.size).toBeGreaterThan(48);
  const leaked = [...values].flatMap(formsOf).filter(form => written.includes(form));
  expect(leaked).toEqual([]);
});

async function seal(args: readonly string[], input?: string): Promise<string> {
  const { code, stdout, stderr } = await checkout.seal(args, { input, kubeconfig: cluster.kubeconfig });
  printed += stdout + stderr;
  if (code !== 0) throw new Error(`seal ${args.join(' ')}: ${stderr || stdout}`);
  return stdout;
}

async function fail(args: readonly string[]): Promise<string> {
  const { code, stderr } = await checkout.seal(args, { kubeconfig: cluster.kubeconfig });
  printed += stderr;
  expect(code).toBe(1);
  return stderr;
}

/** What Argo CD does with Application `secrets`. */
async function apply(): Promise<void> {
  for (const namespace of ['argocd', 'datastores', 'video-converter']) {
    await cluster.apply(join(checkout.cluster, 'secrets', namespace));
  }
}

async function readSecrets(): Promise<Record<string, string>> {
  const all = Object.entries(await cluster.readSecrets());
  const secrets = Object.fromEntries(all.filter(([name]) => !CHECKSUM.test(name)));
  for (const [name, value] of Object.entries(secrets)) {
    if (!PUBLIC.includes(name.split('/')[2] ?? '')) values.add(value);
  }
  return secrets;
}

/** A value as it is, and as it would look encoded; of what has lines, its second line. */
function formsOf(value: string): string[] {
  const telling = value.split('\n')[1] ?? value;
  return [telling, Buffer.from(value).toString('base64'), encodeURIComponent(telling)];
}

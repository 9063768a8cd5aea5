import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { findProgram } from '@vc/local/find-program.ts';
import { createProgress, type Progress } from '@vc/local/progress.ts';
import { ensurePrograms } from '@vc/local/system-packages.ts';
import { createTemporaryDirectory, removeDirectory } from '@vc/local/temporary-directory.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findNode } from '../src/local/node/find-node.ts';
import { NETWORK, nodeFiles } from '../src/local/node/layout.ts';
import type { LocalNode } from '../src/local/node/node.ts';
import { writeProgramImage } from '../src/local/node/program-image.ts';
import { startNode } from '../src/local/node/start-node.ts';
import { stopNode } from '../src/local/node/stop-node.ts';
import { NODE_PORTS } from '../src/local/node-ports.ts';
import { readMachineState } from './machine-state.ts';

const IMAGE = 'localhost/video-converter-test/busybox:1';
const DEPLOYMENT = 'deployment/web';
const progress = createProgress();
const work = await createTemporaryDirectory();
const folder = join(work, 'node');
let before: Awaited<ReturnType<typeof readMachineState>>;
let node: LocalNode;

beforeAll(async () => {
  await ensurePrograms(['busybox', 'ip', 'iptables'], progress);
  before = await readMachineState(folder);
  node = await startNode(progress, folder);
});

afterAll(async () => {
  await stopNode(progress, { folder });
  await removeDirectory(work);
});

it('keeps its keys from everybody but root', () => {
  const { certificates, kubeconfigs } = nodeFiles(folder);
  for (const path of [folder, certificates, kubeconfigs]) expect(statSync(path).mode & 0o077).toBe(0);
  const keys = readdirSync(certificates).filter(name => name.endsWith('.key'));
  expect(keys.length).toBeGreaterThan(0);
  for (const name of keys) expect(statSync(join(certificates, name)).mode & 0o077).toBe(0);
});

it('runs a restricted pod of an imported image, and users of this machine reach it', async () => {
  expect(await node.findDigest(IMAGE)).toBeUndefined();
  await node.importImages([await busyboxImage()], () => {});
  expect(await node.findDigest(IMAGE)).toMatch(/^sha256:/);

  await kubectl('apply', '--filename', new URL('web.yaml', import.meta.url).pathname);
  await kubectl('wait', '--for=condition=Available', '--timeout=2m', '--namespace=trial', DEPLOYMENT);

  await expect.poll(page).toBe('hello from a pod');
});

it('knows an image by another name, too', async () => {
  const digest = `localhost/video-converter-test/other@sha256:${'0'.repeat(64)}`;
  await node.tagImage(IMAGE, digest);
  expect(await node.findDigest(digest)).toMatch(/^sha256:/);
});

it('gives its logs, and runs commands in it', async () => {
  expect(await kubectl('logs', '--namespace=trial', DEPLOYMENT)).toContain('response:200');
  expect(await inPod('id')).toMatch(/^uid=65534 /);
});

it('connects pods with Services and the API server; names resolve only once somebody answers', async () => {
  const address = await kubectl(
    'get',
    'service',
    'web',
    '--namespace=trial',
    '--output=jsonpath={.spec.clusterIP}',
  );
  expect(await inPod('wget', '-qO-', `http://${address}`)).toBe('hello from a pod');
  expect(await inPod('nc', '-w', '5', NETWORK.apiService, '443')).toBe('');
  await expect(inPod('nslookup', 'web')).rejects.toThrow('timed out');
});

it('is found while it runs, and lets no second one start', async () => {
  expect((await findNode(folder))?.kubeconfig).toBe(node.kubeconfig);
  expect(await findNode(join(work, 'other'))).toBeUndefined();
  await expect(startNode(progress, join(work, 'other'))).rejects.toThrow(folder);
});

it('goes on where a start was interrupted, with all that there was', async () => {
  await stopNode(progress, { folder, keepData: true });
  expect(await findNode(folder)).toBeUndefined();

  await expect(startNode(interruptedAt('Starting kube-scheduler'), folder)).rejects.toThrow('interrupted');
  expect(await findNode(folder)).toBeUndefined();
  node = await startNode(progress, folder);

  await expect.poll(restarts, { timeout: 120_000 }).toBe('1');
  await expect.poll(page).toBe('hello from a pod');
});

it('leaves nothing on the machine', async () => {
  await stopNode(progress, { folder });
  await stopNode(progress, { folder });
  await expect.poll(() => readMachineState(folder)).toEqual(before);
});

it('does not start where it would meet something', async () => {
  const server = createServer().listen(NODE_PORTS.gateway, '127.0.0.1');
  await once(server, 'listening');
  try {
    await expect(startNode(progress, folder)).rejects.toThrow(`port ${NODE_PORTS.gateway}`);
  } finally {
    server.close();
  }
  expect(await readMachineState(folder)).toEqual(before);
});

it('leaves nothing of a start that was interrupted', async () => {
  await expect(startNode(interruptedAt('Starting kube-proxy'), folder)).rejects.toThrow('interrupted');
  await stopNode(progress, { folder });
  await expect.poll(() => readMachineState(folder)).toEqual(before);
});

async function busyboxImage(): Promise<string> {
  const tar = join(work, 'busybox.tar');
  const program = findProgram('busybox') as string;
  await writeProgramImage({ name: IMAGE, program, args: [], user: '65534:65534' }, tar);
  return tar;
}

async function kubectl(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await node.kubectl(args);
  if (code !== 0) throw new Error(`${stdout}${stderr}`);
  return stdout;
}

function inPod(...command: string[]): Promise<string> {
  return kubectl('exec', '--namespace=trial', DEPLOYMENT, '--', '/busybox', ...command);
}

async function page(): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${NODE_PORTS.gateway}`, {
    signal: AbortSignal.timeout(5_000),
  });
  return await response.text();
}

function restarts(): Promise<string> {
  const field = '{.items[0].status.containerStatuses[0].restartCount}';
  return kubectl('get', 'pods', '--namespace=trial', `--output=jsonpath=${field}`);
}

/** Ends a start as Ctrl-C would, between two steps. */
function interruptedAt(label: string): Progress {
  return {
    step: (name, run) =>
      name === label ? Promise.reject(new Error('interrupted')) : progress.step(name, run),
  };
}

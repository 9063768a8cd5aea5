import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { git } from '../../src/git.ts';
import { deploy } from '../../src/images/deploy.ts';
import type { Deployment } from '../../src/images/deployment.ts';
import { parseImageFile } from '../../src/images/image-file.ts';
import { createOrigin, type Origin } from './origin.ts';

const SERVICES = ['auth', 'converter', 'gateway', 'notification', 'queue-init'];
const FILES = { 'services/auth/src/main.ts': '', 'clusters/eks/settings.yaml': '' };

/** A digest that tells by its look what it was made up for. */
const digestOf = (mark: string) => `sha256:${mark.repeat(64)}`;

function deployment(source: string, digests: Record<string, string>): Deployment {
  const registry = 'registry.example/video-converter';
  return { cluster: 'eks', registry, branch: 'main', source, digests: new Map(Object.entries(digests)) };
}

const imageOf = async (origin: Origin, service: string) =>
  parseImageFile(await origin.read(`clusters/eks/images/${service}.yaml`));

it('deploys one service by one commit that says what and from where', async () => {
  const origin = await createOrigin(FILES);
  const clone = await origin.clone();
  const source = await git(clone, 'rev-parse', 'HEAD');
  const outcome = await deploy(clone, deployment(source, { auth: digestOf('a') }));
  expect(outcome).toMatchObject({ deployed: ['auth'], newer: [] });
  expect(await imageOf(origin, 'auth')).toEqual({
    repository: 'registry.example/video-converter/auth',
    digest: digestOf('a'),
    source,
  });
  await git(clone, 'fetch', 'origin');
  expect(await git(clone, 'log', '-1', '--format=%H%n%B', 'origin/main')).toBe(
    `${outcome.commit}\nDeploy auth from ${source.slice(0, 12)}\n\nSource: ${source}`,
  );
});

it('deploys all services by one commit', async () => {
  const origin = await createOrigin(FILES);
  const clone = await origin.clone();
  const source = await git(clone, 'rev-parse', 'HEAD');
  await deploy(clone, deployment(source, Object.fromEntries(SERVICES.map(it => [it, digestOf('b')]))));
  expect(await origin.subjects()).toEqual([
    `Deploy auth, converter, gateway, notification, and queue-init from ${source.slice(0, 12)}`,
    'Change sources',
  ]);
  for (const service of SERVICES) expect(await imageOf(origin, service)).toMatchObject({ source });
});

it('makes no commit where nothing changes', async () => {
  const origin = await createOrigin(FILES);
  const clone = await origin.clone();
  const again = deployment(await git(clone, 'rev-parse', 'HEAD'), { auth: digestOf('a') });
  await deploy(clone, again);
  expect(await deploy(clone, again)).toEqual({ deployed: [], newer: [] });
  expect(await origin.subjects()).toHaveLength(2);
});

it('lets five writers at once all through', async () => {
  const origin = await createOrigin(FILES);
  const writers = await Promise.all(
    SERVICES.map(async service => ({ service, clone: await origin.clone() })),
  );
  await Promise.all(
    writers.map(async ({ service, clone }) =>
      deploy(clone, deployment(await git(clone, 'rev-parse', 'HEAD'), { [service]: digestOf('c') })),
    ),
  );
  for (const service of SERVICES) {
    expect(await imageOf(origin, service)).toMatchObject({ digest: digestOf('c') });
  }
  expect(await origin.subjects()).toHaveLength(SERVICES.length + 1);
});

it('never puts an older image in the place of a newer one', async () => {
  const origin = await createOrigin(FILES);
  const early = await origin.clone();
  const older = await git(early, 'rev-parse', 'HEAD');
  const newer = await origin.push({ 'services/auth/src/main.ts': 'changed' });
  const late = await origin.clone();
  await deploy(late, deployment(newer, { auth: digestOf('b') }));
  const overtaken = deployment(older, { auth: digestOf('a'), gateway: digestOf('a') });
  expect(await deploy(early, overtaken)).toMatchObject({ deployed: ['gateway'], newer: ['auth'] });
  expect(await imageOf(origin, 'auth')).toMatchObject({ digest: digestOf('b'), source: newer });
  expect(await imageOf(origin, 'gateway')).toMatchObject({ digest: digestOf('a'), source: older });
});

it('ends with the newest image, whoever comes first', async () => {
  const origin = await createOrigin(FILES);
  const older = await git(await origin.clone(), 'rev-parse', 'HEAD');
  const newer = await origin.push({ 'services/auth/src/main.ts': 'changed' });
  const clones = await Promise.all([origin.clone(), origin.clone()]);
  await Promise.all([
    deploy(clones[0], deployment(newer, { auth: digestOf('b') })),
    deploy(clones[1], deployment(older, { auth: digestOf('a') })),
  ]);
  expect(await imageOf(origin, 'auth')).toMatchObject({ digest: digestOf('b'), source: newer });
});

it('keeps what somebody else has pushed meanwhile, and the folder that it is called in', async () => {
  const origin = await createOrigin(FILES);
  const clone = await origin.clone();
  const source = await git(clone, 'rev-parse', 'HEAD');
  await origin.push({ 'clusters/eks/settings.yaml': 'theirs' });
  await deploy(clone, deployment(source, { auth: digestOf('a') }));
  expect(await origin.read('clusters/eks/settings.yaml')).toBe('theirs');
  expect(await git(clone, 'status', '--porcelain')).toBe('');
  expect(await git(clone, 'rev-parse', 'HEAD')).toBe(source);
  expect((await git(clone, 'worktree', 'list')).split('\n')).toHaveLength(1);
});

it('says why a server refuses', async () => {
  const origin = await createOrigin(FILES);
  const clone = await origin.clone();
  await origin.protect('main is protected');
  const refused = deploy(clone, deployment(await git(clone, 'rev-parse', 'HEAD'), { auth: digestOf('a') }));
  await expect(refused).rejects.toThrow(/push to main was refused: .*main is protected/s);
  expect(await origin.subjects()).toHaveLength(1);
});

it('refuses what is built from a commit of another branch', async () => {
  const origin = await createOrigin(FILES);
  const clone = await origin.clone();
  await git(clone, 'commit', '--quiet', '--allow-empty', '--message', 'Not on main');
  const source = await git(clone, 'rev-parse', 'HEAD');
  await expect(deploy(clone, deployment(source, { auth: digestOf('a') }))).rejects.toThrow('is not on main');
});

it('refuses a shallow clone', async () => {
  const origin = await createOrigin(FILES);
  const source = await origin.push({ 'services/auth/src/main.ts': 'changed' });
  const clone = await origin.clone();
  const shallow = join(clone, 'shallow');
  await git(
    clone,
    'clone',
    '--quiet',
    '--depth=1',
    `file://${await git(clone, 'remote', 'get-url', 'origin')}`,
    shallow,
  );
  await expect(deploy(shallow, deployment(source, { auth: digestOf('a') }))).rejects.toThrow('is shallow');
  expect(await readdir(join(shallow, 'clusters/eks'))).toEqual(['settings.yaml']);
});

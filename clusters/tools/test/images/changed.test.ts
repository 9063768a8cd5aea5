import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { git } from '../../src/git.ts';
import { outdatedImages } from '../../src/images/changed.ts';
import { formatImageFile, imageFilePath } from '../../src/images/image-file.ts';
import { DOCKERFILE, listServices } from '../../src/images/image-sources.ts';
import { REPOSITORY } from '../../src/repository.ts';
import { createOrigin, type Origin } from './origin.ts';

const services = await listServices(REPOSITORY);

const workspace = (name: string, dependencies: Record<string, string> = {}) =>
  JSON.stringify({ name: `@vc/${name}`, dependencies });

/** Our own Dockerfile over sources of a line. */
const FILES = {
  [DOCKERFILE]: await readFile(join(REPOSITORY, DOCKERFILE), 'utf8'),
  '.dockerignore': await readFile(join(REPOSITORY, '.dockerignore'), 'utf8'),
  'package.json': JSON.stringify({ workspaces: ['services/lib/*', 'services/*'] }),
  'services/lib/kit/package.json': workspace('kit'),
  ...Object.fromEntries(
    services.map(it => [`services/${it}/package.json`, workspace(it, { '@vc/kit': '0.1.0' })]),
  ),
};

/** What `changed` says in a fresh clone. */
async function outdated(origin: Origin) {
  const found = await outdatedImages(await origin.clone(), 'eks');
  return Object.fromEntries(found.map(({ service, reason }) => [service, reason]));
}

/** Deploys images of the given commits by service. */
const deployed = (sources: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(sources).map(([service, source]) => [
      imageFilePath('eks', service),
      formatImageFile({ repository: `r.example/${service}`, digest: 'sha256:1', source }),
    ]),
  );

const all = (source: string) => Object.fromEntries(services.map(service => [service, source]));

it('names every service that was never deployed', async () => {
  const origin = await createOrigin(FILES);
  expect(await outdated(origin)).toEqual(all('never deployed'));
});

it('names nothing right after a deployment', async () => {
  const origin = await createOrigin(FILES);
  const source = await git(await origin.clone(), 'rev-parse', 'HEAD');
  await origin.push(deployed(all(source)));
  expect(await outdated(origin)).toEqual({});
});

it('names the service that changed since its own image was built, however many pushes ago', async () => {
  const origin = await createOrigin(FILES);
  const source = await git(await origin.clone(), 'rev-parse', 'HEAD');
  await origin.push(deployed(all(source)));
  const changed = await origin.push({ 'services/auth/src/main.ts': 'changed' });
  await origin.push({ 'services/gateway/src/main.ts': 'changed', 'services/gateway/README.md': 'changed' });
  expect(await outdated(origin)).toEqual({
    auth: 'services/auth/src/main.ts has changed',
    gateway: 'services/gateway/src/main.ts has changed',
  });
  await origin.push(deployed({ auth: changed }));
  expect(Object.keys(await outdated(origin))).toEqual(['gateway']);
});

it('counts the old name of what was moved away', async () => {
  const origin = await createOrigin({ ...FILES, 'services/auth/src/a.ts': 'a file', 'docs/b.ts': '' });
  const clone = await origin.clone();
  const source = await git(clone, 'rev-parse', 'HEAD');
  await origin.push(deployed(all(source)));
  await git(clone, 'pull', '--quiet');
  await git(clone, 'mv', 'services/auth/src/a.ts', 'docs/a.ts');
  await git(clone, 'commit', '--quiet', '--message', 'Move');
  await git(clone, 'push', '--quiet');
  expect(await outdated(origin)).toEqual({ auth: 'services/auth/src/a.ts has changed' });
});

it('names a service whose source a forced push has taken away', async () => {
  const origin = await createOrigin(FILES);
  const source = await git(await origin.clone(), 'rev-parse', 'HEAD');
  const gone = '0123456789abcdef0123456789abcdef01234567';
  await origin.push(deployed({ ...all(source), converter: gone }));
  expect(await outdated(origin)).toEqual({ converter: `${gone} is no longer in the history` });
});

import { expect, it } from 'vitest';
import { REPOSITORY } from '../repository.ts';
import { readDeployment } from './deployment.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const GIVEN = {
  cluster: 'tools', // any folder will do
  registry: '111122223333.dkr.ecr.eu-central-1.amazonaws.com/video-converter',
  source: 'HEAD',
  branch: 'main',
  images: [`auth=${DIGEST}`],
};

it('takes images by service, and the full hash of their source', async () => {
  const { digests, source } = await readDeployment(REPOSITORY, GIVEN);
  expect([...digests]).toEqual([['auth', DIGEST]]);
  expect(source).toMatch(/^[0-9a-f]{40}$/);
});

it.each([
  [{ cluster: 'nowhere' }, 'no cluster "nowhere"'],
  [{ cluster: '../apps' }, 'no cluster "../apps"'],
  [{ registry: '' }, 'where the images are'],
  [{ registry: 'https://registry.example' }, 'no name of a registry'],
  [{ registry: 'registry.example/' }, 'no name of a registry'],
  [{ source: 'nothing' }, 'no commit "nothing"'],
  [{ images: [] }, 'which images'],
  [{ images: [`web=${DIGEST}`] }, 'no service "web"'],
  [{ images: ['auth'] }, '"" is no digest'],
  [{ images: ['auth=sha256:abc'] }, '"sha256:abc" is no digest'],
  [{ images: [`auth=${DIGEST}`, `auth=${DIGEST}`] }, 'named twice'],
])('refuses %j', async (wrong, message) => {
  await expect(readDeployment(REPOSITORY, { ...GIVEN, ...wrong })).rejects.toThrow(message);
});

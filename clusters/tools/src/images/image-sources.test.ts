import { describe, expect, it } from 'vitest';
import { REPOSITORY } from '../repository.ts';
import { OURS } from '../rules/images.ts';
import { imageSources, readImageSources } from './image-sources.ts';

const DOCKERFILE = `FROM node AS packages
COPY package-lock.json lib/a/package.json lib/b/package.json web/package.json worker/package.json ./
FROM node AS web
COPY --from=packages /app ./
COPY lib lib
COPY web web
FROM node AS worker
COPY --from=packages /app ./
COPY lib lib
COPY worker worker
`;

const images = imageSources(DOCKERFILE, '**/*.md', [
  { name: '@x/a', folder: 'lib/a', dependencies: [] },
  { name: '@x/b', folder: 'lib/b', dependencies: ['@x/a'] },
  { name: '@x/web', folder: 'web', dependencies: ['@x/b', 'fastify'] },
  { name: '@x/worker', folder: 'worker', dependencies: ['@x/a'] },
]);

it.each([
  ['web/src/main.ts', ['web']],
  ['worker/package.json', ['worker']],
  ['lib/b/src/b.ts', ['web']],
  ['lib/a/src/a.ts', ['web', 'worker']],
  ['lib/README.md', []],
  ['lib/tsconfig.json', ['web', 'worker']],
  ['package-lock.json', ['web', 'worker']],
  ['services/Dockerfile', ['web', 'worker']],
  ['.dockerignore', ['web', 'worker']],
  ['webx/src/main.ts', []],
])('knows which images %s decides on: %j', (path, services) => {
  expect(images.filter(it => it.includes(path)).map(({ service }) => service)).toEqual(services);
});

describe('our own images', async () => {
  const own = await readImageSources(REPOSITORY);
  const rebuiltFor = (path: string) => own.filter(it => it.includes(path)).map(({ service }) => service);
  const all = own.map(({ service }) => service);

  it('are those that the deployment rules know', () => {
    expect(all.toSorted()).toEqual(OURS.toSorted());
  });

  it('are built again for what is in them', () => {
    for (const service of all) expect(rebuiltFor(`services/${service}/src/main.ts`)).toEqual([service]);
    expect(rebuiltFor('services/web/src/main.tsx')).toEqual(['gateway']);
    expect(rebuiltFor('services/lib/blobs/src/x.ts').toSorted()).toEqual(['converter', 'gateway']);
    for (const path of ['services/lib/kit/src/x.ts', 'package-lock.json', '.npmrc', 'services/Dockerfile']) {
      expect(rebuiltFor(path)).toEqual(all);
    }
  });

  it('are not built again for tests, documents and what else never gets into them', () => {
    const others = [
      'services/auth/src/app.test.ts',
      'services/auth/test/login.test.ts',
      'services/auth/README.md',
      'services/local/src/start.ts',
      'apps/service/values.yaml',
      'clusters/eks/images/auth.yaml',
    ];
    for (const path of others) expect(rebuiltFor(path)).toEqual([]);
  });
});

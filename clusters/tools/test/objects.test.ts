import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { readDocument, writeTables } from '../src/get-all/document.ts';
import { shownOf } from '../src/get-all/rendered.ts';
import { renderCluster } from '../src/rendering/cluster-rendering.ts';
import { REPOSITORY } from '../src/repository.ts';

/** Ours, and those that hold nothing but what Argo CD makes. */
const NAMESPACES = ['video-converter', 'datastores', 'argocd', 'keda', 'sealed-secrets'];

const text = await readFile(join(REPOSITORY, 'clusters/OBJECTS.md'), 'utf8');

it('lists what the clusters are rendered to', async () => {
  const clusters = new Map(
    await Promise.all(
      ['eks', 'local'].map(async name => {
        const { renderings } = await renderCluster(inject('tools'), name);
        const manifests = renderings.flatMap(rendering => rendering.manifests);
        const ofNamespace = (namespace: string) =>
          shownOf(manifests.filter(({ metadata }) => metadata.namespace === namespace));
        return [name, new Map(NAMESPACES.map(it => [it, ofNamespace(it)]))] as const;
      }),
    ),
  );
  expect(text.slice(text.indexOf('## '))).toBe(writeTables(clusters, NAMESPACES));
  expect(readDocument(text)).toEqual(clusters);
});

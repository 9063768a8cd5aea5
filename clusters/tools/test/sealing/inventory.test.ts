import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import type { Manifest } from '../../src/kubernetes/objects.ts';
import { workloadsOf } from '../../src/kubernetes/workloads.ts';
import { renderApps } from '../../src/rendering/app-rendering.ts';
import { parseManifests, renderApp } from '../../src/rendering/helm.ts';
import { EXAMPLE_CLUSTER, REPOSITORY } from '../../src/repository.ts';
import { placesOf } from '../../src/sealing/assignments.ts';
import { inventoryOf, titleOf } from '../../src/sealing/inventory.ts';
import { secretReferences } from './secret-references.ts';

const renderings = await renderApps(inject('tools').helm, REPOSITORY, EXAMPLE_CLUSTER);
const manifests = renderings.flatMap(rendering => rendering.manifests);
const apps = renderings.map(({ app }) => app);
const inventory = inventoryOf({
  apps: apps.map(({ name }) => name),
  repository: 'https://git.example/a.git',
});

it('has every Secret and key that a chart asks for, and no other', () => {
  const keys = placesOf(inventory).map(({ entry, key }) => `${titleOf(entry)}/${key}`);
  expect(keys.toSorted()).toEqual(secretReferences(manifests));
});

it('says of each Secret which app asks for it', () => {
  for (const { app, manifests: own } of renderings) {
    const entries = inventory.filter(entry => entry.app === app.name);
    const keys = placesOf(entries).map(({ entry, key }) => `${titleOf(entry)}/${key}`);
    expect(keys.toSorted(), app.name).toEqual(secretReferences(own));
  }
});

it.each(['postgres', 'mongodb'])(
  "has the account of %s's backups at an S3 that is not Amazon's",
  async name => {
    const app = apps.find(it => it.name === name);
    if (!app) throw new Error(`there is no app ${name}`);
    const text = await renderApp(inject('tools').helm, app, ['backup.endpoint.url=https://s3.example.org']);
    const own = inventoryOf({ apps: [name], repository: '', ownStores: [name] });
    const keys = placesOf(own).map(({ entry, key }) => `${titleOf(entry)}/${key}`);
    expect(secretReferences(parseManifests(text, app.namespace))).toEqual(keys.toSorted());
  },
);

it('counts in a checksum exactly the Secrets that running pods read', () => {
  const running = renderings.map(({ app, manifests: own }) => ({
    app: app.name,
    secrets: secretsOf(
      own.filter(({ kind, metadata }) => kind !== 'Job' || metadata.name.startsWith('queue-init')),
    ),
  }));
  for (const { app, secrets } of running) {
    const counted = inventory.filter(entry => entry.app === app && entry.restarts).map(({ name }) => name);
    expect(counted, app).toEqual(secrets);
  }
});

it('lets the pods that read such a Secret wait for the one of the checksum', async () => {
  const helm = inject('tools').helm;
  for (const { app } of renderings) {
    const rendered = parseManifests(await renderApp(helm, app, ['secretChecksum=new']), app.namespace);
    const waiting = secretsOf(
      rendered.filter(({ kind }) => kind !== 'CronJob'),
      it => it.endsWith('/checksum-new'),
    );
    const counted = inventory.filter(entry => entry.app === app.name && entry.restarts);
    expect(waiting, app.name).toEqual(counted.map(({ name }) => name));
  }
});

it('has what Argo CD itself reads', async () => {
  const kustomization = await readFile(join(REPOSITORY, 'platform/argocd/kustomization.yaml'), 'utf8');
  const [webhook] = inventoryOf({ apps: ['argocd'], repository: 'https://git.example/a.git' });
  const [key] = Object.keys(webhook?.keys ?? {});
  expect(kustomization).toContain(`$${webhook?.name}:${key}`);
});

/** Names of the Secrets of which the pods of some objects mount something. */
function secretsOf(own: readonly Manifest[], isCounted = (_key: string) => true): string[] {
  const pods = own.filter(manifest => workloadsOf([manifest]).length > 0);
  return [
    ...new Set(
      secretReferences(pods)
        .filter(isCounted)
        .map(key => key.split('/')[1] ?? ''),
    ),
  ];
}

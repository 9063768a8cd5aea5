import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { silentProgress } from '@vc/local/progress.ts';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { parse } from 'yaml';
import { startApiServer } from '../src/api-server/api-server.ts';
import { type Answer, applyAll, complaintsOf, prepare, type StoredObject } from '../src/api-server/apply.ts';
import { createApiClient } from '../src/api-server/client.ts';
import { type Manifest, describe as title } from '../src/kubernetes/objects.ts';
import { renderApps } from '../src/rendering/app-rendering.ts';
import { renderCluster } from '../src/rendering/cluster-rendering.ts';
import { EXAMPLE_CLUSTER, REPOSITORY } from '../src/repository.ts';
import { ensureSources } from '../src/source-cache.ts';
import { DEFAULT_ACCOUNT, MISTAKES, NEVER_THE_SAME } from './acceptance/mistakes.ts';

const tools = inject('tools');
const clusters = await Promise.all(['eks', 'local'].map(prepareCluster));
afterAll(() => Promise.all(clusters.map(({ close }) => close())));

// Before anything is stored: of a StatefulSet that is there most fields could not differ.
describe.each(clusters.slice(0, 1))('an API server like that of $name', ({ client, find }) => {
  it('accepts our charts with every switch on', async () => {
    const renderings = await renderApps(tools.helm, REPOSITORY, EXAMPLE_CLUSTER);
    const manifests = renderings.flatMap(rendering => rendering.manifests);
    expect(complaintsOf(await applyAll(client, find, manifests, { dryRun: true }))).toEqual([]);
  });

  it.each(Object.entries(MISTAKES))('complains of %s', async (_, { manifest, complaint }) => {
    const [answer] = await applyAll(client, find, [manifest], { dryRun: true });
    expect(answer?.complaints.join('\n')).toMatch(complaint);
  });

  it('tells what is another version each time it is applied', async () => {
    const first = await applyAll(client, find, [DEFAULT_ACCOUNT, NEVER_THE_SAME]);
    const second = await applyAll(client, find, [DEFAULT_ACCOUNT, NEVER_THE_SAME]);
    expect(changes(first, second)).toEqual([title(NEVER_THE_SAME)]);
  });
});

describe.each(clusters)('what $name deploys', ({ client, find, answers, rest }) => {
  it('is accepted without a warning', async () => {
    expect(complaintsOf(answers)).toEqual([]);
    expect(complaintsOf(await applyAll(client, find, rest, { dryRun: true }))).toEqual([]);
  });

  it('changes nothing when it is applied again', async () => {
    const first = [...answers, ...(await applyAll(client, find, rest))];
    expect(complaintsOf(first)).toEqual([]);
    const manifests = first.map(({ manifest }) => manifest);
    expect(changes(first, await applyAll(client, find, manifests))).toEqual([]);
  });
});

/** An API server with the namespaces and definitions of a cluster, and what goes into it. */
async function prepareCluster(name: string) {
  const { renderings } = await renderCluster(tools, name);
  const manifests = renderings.flatMap(rendering => rendering.manifests);
  const server = await startApiServer(silentProgress);
  const client = await createApiClient(server);
  const close = () => {
    client.close();
    return server.close();
  };
  try {
    const prepared = await prepare(client, [...manifests, await serviceMonitorDefinition()]);
    await applyAll(client, prepared.find, [DEFAULT_ACCOUNT]);
    return { name, client, ...prepared, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Of the operator that comes with a Prometheus, which is nothing of ours. */
async function serviceMonitorDefinition(): Promise<Manifest> {
  const source = (await ensureSources(silentProgress)).find(({ name }) => name === 'prometheus-operator');
  const file = 'example/prometheus-operator-crd/monitoring.coreos.com_servicemonitors.yaml';
  return parse(await readFile(join(source?.folder ?? '', file), 'utf8')) as Manifest;
}

/** The objects that are no longer the same. */
function changes(first: readonly Answer[], second: readonly Answer[]): string[] {
  return second
    .filter(({ stored }, index) => versionOf(stored) !== versionOf(first[index]?.stored))
    .map(({ manifest }) => title(manifest));
}

/** What changes with any change; but the server itself writes the status of what extends its API, whenever it likes. */
function versionOf(object?: StoredObject): string | number | undefined {
  if (object?.kind === 'APIService') return JSON.stringify(object.spec);
  if (object?.kind === 'CustomResourceDefinition') return object.metadata.generation;
  return object?.metadata.resourceVersion;
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Manifest } from '../kubernetes/objects.ts';
import type { ApiClient } from './client.ts';

/** Where the API has the object that a manifest describes; undefined for a kind that the server does not know. */
export type FindObject = (manifest: Manifest) => string | undefined;

/** The answer to the question for everything at once. */
interface Discovery {
  items: {
    metadata: { name?: string };
    versions: { version: string; resources: DiscoveredResource[] }[];
  }[];
}

interface DiscoveredResource {
  resource: string;
  responseKind: { kind: string };
  scope: 'Namespaced' | 'Cluster';
}

const WHOLE = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
const LIMIT_MS = 30_000;

/** Asks a server which kinds it has, and under which paths. */
export async function discoverResources(client: ApiClient): Promise<FindObject> {
  const resources = new Map<string, DiscoveredResource>();
  for (const path of ['/api', '/apis']) {
    const { body } = await client.call({ method: 'GET', path, accept: WHOLE });
    for (const { metadata, versions } of (body as Discovery).items) {
      for (const { version, resources: own } of versions) {
        const apiVersion = metadata.name ? `${metadata.name}/${version}` : version;
        for (const resource of own) resources.set(`${apiVersion} ${resource.responseKind.kind}`, resource);
      }
    }
  }
  return ({ apiVersion, kind, metadata: { name, namespace = 'default' } }) => {
    const found = resources.get(`${apiVersion} ${kind}`);
    if (!found) return undefined;
    const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const scope = found.scope === 'Namespaced' ? `/namespaces/${namespace}` : '';
    return `${root}${scope}/${found.resource}/${name}`;
  };
}

/** Waits until a server knows all of these kinds: definitions take effect a moment after they are stored. */
export async function discoverKinds(
  client: ApiClient,
  kinds: readonly Pick<Manifest, 'apiVersion' | 'kind'>[],
): Promise<FindObject> {
  const deadline = Date.now() + LIMIT_MS;
  for (;;) {
    const find = await discoverResources(client);
    const missing = kinds.filter(kind => !find({ ...kind, metadata: { name: 'any' } }));
    if (missing.length === 0) return find;
    if (Date.now() > deadline)
      throw new Error(`The API server does not get to know ${JSON.stringify(missing)}`);
    await sleep(100);
  }
}

import { isDeepStrictEqual } from 'node:util';
import { isWell } from '../../cluster/applications.ts';
import type { ClusterTarget } from '../../cluster/target.ts';
import {
  createObject,
  deleteObject,
  findObject,
  type LiveObject,
  type ObjectReference,
  patchObject,
  requireObject,
} from '../objects.ts';
import type { RunStep } from '../scenario.ts';
import { waitForState } from '../states.ts';

const APP = 'notification'; // no autoscaler decides how many pods it has
const NAMESPACE = 'video-converter';
const DEPLOYMENT: ObjectReference = { namespace: NAMESPACE, kind: 'deployment', name: APP };
const CONFIG_MAP: ObjectReference = { namespace: NAMESPACE, kind: 'configmap', name: APP };
const SERVICE: ObjectReference = { namespace: NAMESPACE, kind: 'service', name: APP };

/** What somebody with `kubectl` does to a service is undone. */
export async function changeByHand(step: RunStep, target: ClusterTarget): Promise<void> {
  await step('edited replicas and image of a Deployment are those of git again', () =>
    editDeployment(target),
  );
  await step('an edited variable has the value of git again', () => editVariable(target));
  await step('a deleted Deployment, Service and ConfigMap are there again, and work', () =>
    deleteParts(target),
  );
  await step(
    'an added object that says it is of the Application is pruned, one that does not is let be',
    () => addObjects(target),
  );
}

interface Deployment extends LiveObject {
  spec: { replicas: number; template: { spec: { containers: { image: string }[] } } };
}

async function editDeployment(target: ClusterTarget): Promise<void> {
  const read = () => requireObject<Deployment>(target, DEPLOYMENT);
  const { spec: before, metadata } = await read();
  const container = { name: APP, image: 'localhost/nobody/nothing:1' };
  await patchObject(target, DEPLOYMENT, {
    spec: { replicas: before.replicas + 2, template: { spec: { containers: [container] } } },
  });
  await target.session.waitFor('the Deployment is as before', async () => {
    const now = await read();
    // Twice: by us, and back.
    const isChanged = (now.metadata.generation ?? 0) >= (metadata.generation ?? 0) + 2;
    return isChanged && isDeepStrictEqual(now.spec, before);
  });
  await waitUntilWell(target);
}

interface ConfigMap extends LiveObject {
  metadata: LiveObject['metadata'] & { resourceVersion: string };
  data: Record<string, string>;
}

async function editVariable(target: ClusterTarget): Promise<void> {
  const read = () => requireObject<ConfigMap>(target, CONFIG_MAP);
  const before = await read();
  await patchObject(target, CONFIG_MAP, { data: { PUBLIC_URL: 'https://elsewhere.example.org' } });
  await target.session.waitFor('the ConfigMap is as before', async () => {
    const now = await read();
    const isChanged = now.metadata.resourceVersion !== before.metadata.resourceVersion;
    return isChanged && isDeepStrictEqual(now.data, before.data);
  });
}

async function deleteParts(target: ClusterTarget): Promise<void> {
  const parts = [DEPLOYMENT, SERVICE, CONFIG_MAP];
  const readIds = () => Promise.all(parts.map(async part => (await findObject(target, part))?.metadata.uid));
  const before = await readIds();
  await Promise.all(parts.map(part => deleteObject(target, part)));
  await target.session.waitFor('all three were made anew', async () =>
    (await readIds()).every((id, index) => id !== undefined && id !== before[index]),
  );
  await waitUntilWell(target);
}

async function addObjects(target: ClusterTarget): Promise<void> {
  const ours = { namespace: NAMESPACE, kind: 'configmap', name: 'added-to-an-application' };
  const theirs = { namespace: NAMESPACE, kind: 'configmap', name: 'added-beside' };
  const id = `${APP}:/ConfigMap:${NAMESPACE}/${ours.name}`; // as Argo CD marks what it has made
  try {
    await createObject(target, configMap(theirs));
    await createObject(target, configMap(ours, { 'argocd.argoproj.io/tracking-id': id }));
    await target.session.waitFor('it is pruned', async () => (await findObject(target, ours)) === undefined);
    await requireObject(target, theirs);
  } finally {
    await deleteObject(target, theirs);
    await deleteObject(target, ours);
  }
}

function configMap({ name, namespace }: ObjectReference, annotations: Record<string, string> = {}): object {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace, annotations }, data: {} };
}

function waitUntilWell(target: ClusterTarget): Promise<void> {
  return waitForState(target, APP, 'is Synced and Healthy', state => state !== undefined && isWell(state));
}

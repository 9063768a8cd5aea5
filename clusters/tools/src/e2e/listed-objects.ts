import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { waitUntil } from '@vc/local/waiting.ts';
import type { ClusterTarget } from '../cluster/target.ts';
import { findDifferences } from '../get-all/differences.ts';
import { readDocument } from '../get-all/document.ts';
import { readShown } from '../get-all/live.ts';
import { REPOSITORY } from '../repository.ts';
import { listObjects } from './objects.ts';
import { isReady, type Pod } from './pods.ts';

/** Waits until `kubectl get all` shows what is documented. @throws naming what is missing, and what is not documented */
export async function requireListedObjects(target: ClusterTarget): Promise<void> {
  const text = await readFile(join(REPOSITORY, 'clusters/OBJECTS.md'), 'utf8');
  const listed = readDocument(text).get(target.settings.name);
  if (!listed?.size) throw new Error(`clusters/OBJECTS.md has no column ${target.settings.name}.`);
  let problems: string[] = [];
  const isAsListed = async () => {
    const found = [...listed].map(async ([namespace, shown]) => [
      ...findDifferences(shown, await readShown(target, namespace)),
      ...(await findIdlePods(target, namespace)),
    ]);
    problems = (await Promise.all(found)).flat();
    return problems.length === 0;
  };
  await waitUntil('all is as listed', isAsListed).catch(error => {
    throw problems.length > 0 ? new Error(problems.join('; ')) : error;
  });
}

async function findIdlePods(target: ClusterTarget, namespace: string): Promise<string[]> {
  const pods = await listObjects<Pod>(target, namespace, 'pods');
  return pods
    .filter(pod => pod.status.phase !== 'Succeeded' && !isReady(pod))
    .map(({ metadata }) => `pod/${metadata.name}: neither ready nor done`);
}

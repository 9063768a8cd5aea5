import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { createTemporaryDirectory, removeDirectory } from '@vc/local/temporary-directory.ts';
import type { ClusterTarget } from '../../cluster/target.ts';
import type { Clone } from '../clone.ts';
import type { Cluster } from '../cluster.ts';
import { requireSampleMp3 } from '../mp3.ts';
import {
  deleteObject,
  findObject,
  type LiveObject,
  type ObjectReference,
  requireObject,
} from '../objects.ts';
import type { RunStep } from '../scenario.ts';
import { isOf, waitForState, waitUntilAllWell } from '../states.ts';
import { type User, waitForLogIn } from '../user.ts';
import { removeApplication } from './removal.ts';

const NAMESPACE = 'datastores';
const COMMENT = '# changed\n';
const SET: ObjectReference = { namespace: NAMESPACE, kind: 'statefulset', name: 'postgres' };
const POD: ObjectReference = { namespace: NAMESPACE, kind: 'pod', name: 'postgres-0' };
const CLAIM: ObjectReference = {
  namespace: NAMESPACE,
  kind: 'persistentvolumeclaim',
  name: 'data-postgres-0',
};
/** Of the same Application; nothing restarts when they change. */
const SCRIPTS: ObjectReference = { namespace: NAMESPACE, kind: 'configmap', name: 'postgres-scripts' };

/** Whatever is removed from git, a datastore's volume stays, and works when it is put back. */
export async function keepData(
  step: RunStep,
  { target, url }: Cluster,
  clone: Clone,
  user: User,
  fid: string,
): Promise<void> {
  const claim = await requireObject<Claim>(target, CLAIM);
  await removeSet(step, target, clone);
  await removeDatastore(step, target, clone);
  await step('its volume is that of before', () => requireSameClaim(target, claim));
  await step('users log in', () => waitForLogIn(url, user));
  await step('and find their MP3s', () => requireMp3(user, fid));
}

/** A chart without its StatefulSet, by a revert too many, say. */
async function removeSet(step: RunStep, target: ClusterTarget, clone: Clone): Promise<void> {
  const { uid } = (await requireObject(target, POD)).metadata;
  const { data } = await requireObject<Scripts>(target, SCRIPTS);
  const scripts = () => requireObject<Scripts>(target, SCRIPTS);
  await clone.edit('apps/postgres/templates/database/stateful-set.yaml', () => undefined);
  const removed = await clone.push('Remove the StatefulSet of postgres');
  await step('a StatefulSet that is removed from git is told as OutOfSync, and runs on', async () => {
    await waitForState(
      target,
      'postgres',
      'is OutOfSync',
      state => state?.sync === 'OutOfSync' && isOf(state, removed),
    );
    await requireSame(target, POD, uid);
  });
  await clone.edit('apps/postgres/files/restore.sh', text => `${text}${COMMENT}`);
  const changed = await clone.push('Change a script of postgres');
  await step('a push for the rest of its Application is applied meanwhile', () =>
    target.session.waitFor('the script is changed', async () =>
      ((await scripts()).data['restore.sh'] ?? '').endsWith(COMMENT),
    ),
  );
  await requireSame(target, POD, uid);
  const restored = await clone.revert(changed, removed);
  await step('`git revert` of both takes that back, and all is well, in the same pod', async () => {
    await waitUntilAllWell(target, restored);
    if (!isDeepStrictEqual((await scripts()).data, data)) throw new Error('The scripts are others now.');
    await requireSame(target, POD, uid);
  });
}

/** As somebody would who moves to a managed database, and comes back. */
async function removeDatastore(step: RunStep, target: ClusterTarget, clone: Clone): Promise<void> {
  const { uid } = (await requireObject(target, POD)).metadata;
  const removed = await step('postgres, removed from git, loses its Application', () =>
    removeApplication(target, clone, 'postgres'),
  );
  await step('and runs on until somebody deletes it by hand', async () => {
    await requireSame(target, POD, uid);
    await deleteObject(target, SET);
    await target.session.waitFor(
      'its pod is gone',
      async () => (await findObject(target, POD)) === undefined,
    );
  });
  const restored = await clone.revert(removed);
  await step('put back, it runs', () => waitUntilAllWell(target, restored));
}

async function requireSame(target: ClusterTarget, reference: ObjectReference, uid: string): Promise<void> {
  const { metadata } = await requireObject(target, reference);
  if (metadata.uid !== uid) throw new Error(`${reference.kind} ${reference.name} is another one now.`);
}

interface Scripts extends LiveObject {
  data: Record<string, string>;
}

interface Claim extends LiveObject {
  spec: { volumeName: string };
}

async function requireSameClaim(target: ClusterTarget, { metadata, spec }: Claim): Promise<void> {
  await requireSame(target, CLAIM, metadata.uid);
  const now = await requireObject<Claim>(target, CLAIM);
  if (now.spec.volumeName !== spec.volumeName) throw new Error(`${CLAIM.name} has another volume now.`);
}

async function requireMp3(user: User, fid: string): Promise<void> {
  const folder = await createTemporaryDirectory();
  try {
    const mp3 = join(folder, 'video.mp3');
    await user.download(fid, mp3);
    await requireSampleMp3(mp3);
  } finally {
    await removeDirectory(folder);
  }
}

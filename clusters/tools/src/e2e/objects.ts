import { type ClusterTarget, kubectl } from '../cluster/target.ts';

/** Which object. */
export interface ObjectReference {
  namespace: string;
  /** As kubectl takes it. */
  kind: string;
  name: string;
}

/** What every object has, as far as we read it; who reads more says so. */
export interface LiveObject {
  kind: string;
  metadata: {
    name: string;
    /** Another one when it was deleted and made again. */
    uid: string;
    /** Counts changes of `spec`. */
    generation?: number;
    ownerReferences?: { kind: string; name: string }[];
  };
}

/** An object, where there is one. */
export async function findObject<T extends LiveObject>(
  target: ClusterTarget,
  { namespace, kind, name }: ObjectReference,
): Promise<T | undefined> {
  const text = await target.session.ask(
    kubectl(target, `--namespace=${namespace}`, 'get', kind, name, '--output=json'),
    /\(NotFound\)/,
  );
  return text === undefined ? undefined : (JSON.parse(text) as T);
}

/** An object that must be there. @throws where it is not */
export async function requireObject<T extends LiveObject>(
  target: ClusterTarget,
  reference: ObjectReference,
): Promise<T> {
  const object = await findObject<T>(target, reference);
  if (!object) throw new Error(`There is no ${describeReference(reference)}.`);
  return object;
}

/** All objects of some kinds (`pods,services`) in a namespace; those with labels, if asked so. */
export async function listObjects<T extends LiveObject>(
  target: ClusterTarget,
  namespace: string,
  kinds: string,
  selector = '',
): Promise<T[]> {
  const text = await target.session.ask(
    kubectl(target, `--namespace=${namespace}`, 'get', kinds, `--selector=${selector}`, '--output=json'),
  );
  return (JSON.parse(text ?? '{"items":[]}') as { items: T[] }).items;
}

/** Changes a part of an object, as `kubectl edit` does. */
export function patchObject(
  target: ClusterTarget,
  { namespace, kind, name }: ObjectReference,
  patch: object,
): Promise<void> {
  return target.session.change(
    kubectl(target, `--namespace=${namespace}`, 'patch', kind, name, `--patch=${JSON.stringify(patch)}`),
  );
}

/** Deletes an object, and waits until it is gone. One that is not there is no error. */
export function deleteObject(
  target: ClusterTarget,
  { namespace, kind, name }: ObjectReference,
): Promise<void> {
  return target.session.change(
    kubectl(target, `--namespace=${namespace}`, 'delete', kind, name, '--ignore-not-found'),
  );
}

/** Makes an object. */
export function createObject(target: ClusterTarget, object: object): Promise<void> {
  return target.session.change(kubectl(target, 'create', '--filename=-'), {
    text: async () => JSON.stringify(object),
    shownAs: '(an object)',
  });
}

/** For messages. */
export function describeReference({ namespace, kind, name }: ObjectReference): string {
  return `${kind} ${namespace}/${name}`;
}

import { describe, type Manifest } from '../../kubernetes/objects.ts';
import { groupOf } from '../../kubernetes/scope.ts';
import { type ClusterRule, objectsOf } from './cluster-rule.ts';

/** Two owners would overwrite each other for ever, and the one that is removed takes the object with it. */
export const ownersRule: ClusterRule = {
  name: 'no object comes twice',
  find: cluster => {
    const owners = new Map<string, { title: string; names: string[] }>();
    for (const { application, manifest } of objectsOf(cluster)) {
      const known = owners.get(identity(manifest));
      if (known) known.names.push(application.name);
      else owners.set(identity(manifest), { title: describe(manifest), names: [application.name] });
    }
    return [...owners.values()]
      .filter(({ names }) => names.length > 1)
      .map(({ title, names }) => `${title} comes with Applications ${names.join(' and ')}`);
  },
};

/** What makes an object the same for Kubernetes, whichever version of its API it is written in. */
export function identity(manifest: Manifest): string {
  const { namespace = '', name } = manifest.metadata;
  return [groupOf(manifest), manifest.kind, namespace, name].join('/');
}

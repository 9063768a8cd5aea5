import { parse, stringify } from 'yaml';
import type { ClusterTarget } from '../../cluster/target.ts';
import type { Clone } from '../clone.ts';
import { waitForState } from '../states.ts';

/** Takes an Application out of the cluster's git, as the README of the base says, and waits until it is gone. @returns the commit */
export async function removeApplication(target: ClusterTarget, clone: Clone, app: string): Promise<string> {
  await clone.edit('clusters/local/kustomization.yaml', (text = '') => {
    const kustomization = parse(text) as { patches: object[] };
    kustomization.patches.push({ target: { kind: 'Application', name: app }, patch: removal(app) });
    return stringify(kustomization);
  });
  const commit = await clone.push(`Do without ${app}`);
  await waitForState(target, app, 'is gone', state => state === undefined);
  return commit;
}

function removal(name: string): string {
  const Application = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata: { name } };
  return stringify({ $patch: 'delete', ...Application });
}

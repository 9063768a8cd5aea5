import { type ControllerSpec, describe, type Manifest, ofKind } from '../kubernetes/objects.ts';
import type { Rule } from './rule.ts';

const OPTIONS = 'argocd.argoproj.io/sync-options';

/** A lost claim is lost data: nothing but a person may remove one, or what owns it. */
export const claimsRule: Rule = {
  name: 'claims, and what makes them, are neither pruned nor deleted unasked',
  find: manifests => [
    ...ofKind(manifests, 'PersistentVolumeClaim').flatMap(unprotected),
    ...ofKind(manifests, 'StatefulSet')
      .filter(({ spec }) => spec?.volumeClaimTemplates?.length)
      .flatMap(set => [...unprotected(set), ...setProblems(set)]),
  ],
};

function unprotected(manifest: Manifest): string[] {
  const options = (manifest.metadata.annotations?.[OPTIONS] ?? '').split(',').map(option => option.trim());
  return ['Prune', 'Delete']
    .filter(what => !options.includes(`${what}=confirm`) && !options.includes(`${what}=false`))
    .map(what => `${describe(manifest)}: ${OPTIONS} lacks ${what}=confirm`);
}

function setProblems(set: Manifest<ControllerSpec>): string[] {
  const { volumeClaimTemplates = [], persistentVolumeClaimRetentionPolicy: policy } = set.spec ?? {};
  return [
    ...(['whenDeleted', 'whenScaled'] as const)
      .filter(when => policy?.[when] !== 'Retain')
      .map(when => `persistentVolumeClaimRetentionPolicy.${when} is not Retain`),
    // The API server fills them in, and Argo CD would see a difference for ever.
    ...volumeClaimTemplates
      .filter(({ apiVersion, kind }) => apiVersion !== 'v1' || kind !== 'PersistentVolumeClaim')
      .map(({ metadata }) => `claim template ${metadata?.name} lacks apiVersion or kind`),
  ].map(problem => `${describe(set)}: ${problem}`);
}

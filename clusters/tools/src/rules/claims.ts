import { type ControllerSpec, describe, type Manifest, ofKind } from '../kubernetes/objects.ts';
import type { Rule } from './rule.ts';

const OPTIONS = 'argocd.argoproj.io/sync-options';

/** Either of them, by what Argo CD would do. It waits for a confirmed deletion alone, and for a confirmed pruning with all else. */
const PROTECTION: Readonly<Record<string, readonly string[]>> = {
  'Prune=false': ['Prune=false'],
  'Delete=confirm': ['Delete=confirm', 'Delete=false'],
};

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
  return Object.entries(PROTECTION)
    .filter(([, choices]) => !choices.some(choice => options.includes(choice)))
    .map(([wanted]) => `${describe(manifest)}: ${OPTIONS} lacks ${wanted}`);
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

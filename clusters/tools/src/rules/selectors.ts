import { describe, type LabelSelector, type Manifest, ofKind } from '../kubernetes/objects.ts';
import type { Rule } from './rule.ts';
import { selectedBy } from './workload-selection.ts';

/** They never change, unlike versions and chart names: a selector of a Deployment or StatefulSet is immutable. */
const STABLE = ['app.kubernetes.io/instance', 'app.kubernetes.io/name'];

/** A selector that also meets the pods of a job would send it traffic, or count it in a budget. */
export const selectorsRule: Rule = {
  name: 'selectors are of name and instance alone, and each selects the pods of exactly one workload',
  find: manifests => [
    ...(['Deployment', 'StatefulSet', 'DaemonSet', 'PodDisruptionBudget'] as const).flatMap(kind =>
      ofKind(manifests, kind).flatMap(manifest => problems(manifest, manifest.spec?.selector, manifests)),
    ),
    ...ofKind(manifests, 'Service')
      .filter(({ spec }) => spec?.selector)
      .flatMap(service => problems(service, { matchLabels: service.spec?.selector }, manifests)),
  ],
};

function problems(
  manifest: Manifest,
  selector: LabelSelector | undefined,
  manifests: readonly Manifest[],
): string[] {
  const keys = Object.keys(selector?.matchLabels ?? {}).sort();
  const titles = selectedBy(selector, manifest, manifests).map(({ title }) => title);
  return [
    ...(keys.join() === STABLE.join() && !selector?.matchExpressions
      ? []
      : [`the selector has ${keys.join(', ') || 'no labels'}`]),
    ...(titles.length === 1 ? [] : [`the selector selects ${titles.join(' and ') || 'nothing'}`]),
  ].map(problem => `${describe(manifest)}: ${problem}`);
}

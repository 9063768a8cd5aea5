import { expect, it } from 'vitest';
import { parseApplication } from './application.ts';

const SOURCE = { repoURL: 'https://git.example/a', targetRevision: 'main', path: 'a' };
const parse = (spec: unknown) =>
  parseApplication({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'x' },
    spec,
  });

it('reads one source or several', () => {
  expect(parse({ source: SOURCE }).sources).toEqual([SOURCE]);
  expect(parse({ sources: [SOURCE, { ...SOURCE, ref: 'values' }] }).sources).toHaveLength(2);
});

it.each([
  ['source.helm.parameters', { source: { ...SOURCE, helm: { parameters: [] } } }],
  ['source.helm.skipCrds', { sources: [{ ...SOURCE, helm: { skipCrds: true } }] }],
  ['source.kustomize', { source: { ...SOURCE, kustomize: { images: [] } } }],
  ['source.plugin', { source: { ...SOURCE, plugin: {} } }],
  ['source.chart', { source: { ...SOURCE, chart: 'a' } }],
  ['source.directory.jsonnet', { source: { ...SOURCE, directory: { jsonnet: {} } } }],
  ['sourceHydrator', { sourceHydrator: {} }],
  ['syncPolicy.managedNamespaceMetadata', { source: SOURCE, syncPolicy: { managedNamespaceMetadata: {} } }],
])('refuses what it does not know: %s', (field, spec) => {
  expect(() => parse(spec)).toThrow(`Application x uses ${field}, which render does not know.`);
});

it('refuses what Argo CD could not render', () => {
  expect(() => parse({})).toThrow('Application x has no source.');
  expect(() => parse({ source: { ...SOURCE, path: undefined } })).toThrow('neither path nor ref');
});

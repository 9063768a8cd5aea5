import { expect, it } from 'vitest';
import { clusterSummary, summary } from './summary.ts';

it('shows an app a line, with its kinds', () => {
  const app = { name: 'auth', namespace: 'video-converter', chart: '', valueFiles: [] };
  const manifests = ['Job', 'Service', 'Job'].map(kind => ({
    apiVersion: 'v1',
    kind,
    metadata: { name: 'a' },
  }));
  expect(summary([{ app, manifests, milliseconds: 41.6 }])).toBe(
    [
      'app   namespace        objects  helm   kinds',
      'auth  video-converter  3        42 ms  2 Job, Service',
    ].join('\n'),
  );
});

it('shows an Application a line, and which image is not built yet', () => {
  const own = { repository: 'https://git.example/ours.git', revision: 'main' };
  const application = (
    name: string,
    sources: { repoURL: string; targetRevision: string; path?: string }[],
  ) => ({
    name,
    sources,
    project: 'apps',
    destination: {},
    syncPolicy: {},
    finalizers: [],
    ignoreDifferences: [],
  });
  const ours = { repoURL: 'https://git.example/ours', targetRevision: 'main' };
  const applications = [
    application('auth', [{ ...ours, path: 'apps/service' }]),
    application('theirs', [
      { repoURL: 'https://git.example/theirs', targetRevision: 'v1.2.3', path: 'a' },
      ours,
    ]),
  ];
  const manifests = [{ apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' } }];
  const renderings = applications.map(({ name }) => ({
    name,
    manifests,
    milliseconds: 41.6,
    isImageMadeUp: name === 'auth',
  }));
  expect(clusterSummary({ own, applications }, renderings).split('\n')).toEqual([
    'application  source                 revision  objects  time   kinds',
    'auth         apps/service           main      1        42 ms  Service (image not built yet: shown with a made-up digest)',
    'theirs       git.example/theirs//a  v1.2.3    1        42 ms  Service',
  ]);
});

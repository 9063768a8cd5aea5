import { expect, it } from 'vitest';
import { summary } from './summary.ts';

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

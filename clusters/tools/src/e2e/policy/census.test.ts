import { expect, it } from 'vitest';
import type { Picture } from '../../data-flow.ts';
import { type Census, type CensusPod, drawnParties, findJobPlace, findPod, placesOf } from './census.ts';

const PICTURE: Picture = {
  flows: { internet: ['web:8080'], web: ['dns:53/UDP', '10.0.0.0/8:80'] },
  outsiders: [{ name: 'dns', namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } }],
};
const labels = { 'app.kubernetes.io/name': 'web' };

function pod(name: string, status: Partial<CensusPod['status']>): CensusPod {
  return {
    kind: 'Pod',
    metadata: { name, namespace: 'video-converter', uid: name, labels },
    spec: { containers: [] },
    status: { phase: 'Running', podIP: '10.66.0.2', ...status },
  };
}

const find = (...pods: CensusPod[]) => findPod({ pods, jobs: [] }, placesOf('web', PICTURE))?.name;

it('knows everybody in the picture, and where he would be', () => {
  expect(drawnParties(PICTURE)).toEqual(['web', 'dns']);
  expect(placesOf('dns', PICTURE)).toEqual(PICTURE.outsiders);
  expect(placesOf('web', PICTURE).map(({ namespace }) => namespace)).toEqual([
    'video-converter',
    'datastores',
  ]);
});

it('finds a pod that runs, one that is ready first', () => {
  const ready = pod('ready', { conditions: [{ type: 'Ready', status: 'True' }] });
  expect(find(pod('starting', {}), ready)).toBe('ready');
  expect(find(pod('starting', {}))).toBe('starting');
  expect(find(pod('ended', { phase: 'Succeeded' }), pod('new', { podIP: undefined }))).toBe(undefined);
});

it('finds nobody of another namespace or name', () => {
  const other = pod('other', {});
  expect(find({ ...other, metadata: { ...other.metadata, namespace: 'default' } })).toBe(undefined);
  expect(find({ ...other, metadata: { ...other.metadata, labels: {} } })).toBe(undefined);
});

it('finds the labels that pods of a Job or a CronJob have', () => {
  const template = { metadata: { labels: { ...labels, component: 'init' } } };
  const metadata = { namespace: 'datastores' };
  const place = (spec: Census['jobs'][number]['spec']) =>
    findJobPlace({ pods: [], jobs: [{ metadata, spec }] }, placesOf('web', PICTURE));
  expect(place({ template })).toEqual({ namespace: 'datastores', labels: template.metadata.labels });
  expect(place({ jobTemplate: { spec: { template } } })?.labels).toEqual(template.metadata.labels);
  expect(place({ template: { metadata: {} } })).toBe(undefined);
});

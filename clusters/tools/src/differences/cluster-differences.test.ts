import { expect, it } from 'vitest';
import type { Manifest } from '../kubernetes/objects.ts';
import { clusterDifferences } from './cluster-differences.ts';
import { differencesTable } from './differences-table.ts';

const object = (kind: string, name: string, fields: object = {}): Manifest => ({
  apiVersion: 'v1',
  kind,
  metadata: { name },
  ...fields,
});

const cluster = (name: string, ...manifests: Manifest[]) => ({
  name,
  applications: [],
  renderings: [{ name: 'web', manifests }],
});

const differences = (left: Manifest[], right: Manifest[]) =>
  clusterDifferences(cluster('eks', ...left), cluster('local', ...right));

it('finds nothing in what only names the folder of its cluster, or has another checksum or hash', () => {
  const of = (name: string, hash: string) => [
    object('Application', 'a', { spec: { path: `clusters/${name}/secrets`, files: [`x/clusters/${name}`] } }),
    object('Deployment', 'b', { spec: { template: { metadata: { annotations: { 'checksum/c': hash } } } } }),
    object('Job', `replica-set-${hash}`),
  ];
  expect(differences(of('eks', '0123456789'), of('local', 'abcdefabcd'))).toEqual([]);
});

it('tells what only one of them has, and the fields that differ', () => {
  const left = [object('Ingress', 'web'), object('Deployment', 'web', { spec: { replicas: 2 } })];
  const right = [object('Deployment', 'web', { spec: { replicas: 1 } })];
  expect(differences(left, right)).toEqual([
    { application: 'web', kind: 'Deployment', names: ['web'], field: 'spec.replicas', left: 2, right: 1 },
    { application: 'web', kind: 'Ingress', names: ['web'], field: '', left: 'yes', right: undefined },
  ]);
});

it('tells once what differs alike in several objects of a kind', () => {
  const projects = (url: string) => ['a', 'b', 'c'].map(it => object('AppProject', it, { spec: { url } }));
  expect(differences(projects('x'), projects('y'))).toMatchObject([
    { names: ['a', 'b', 'c'], left: 'x', right: 'y' },
  ]);
});

const columns = { left: 'eks', right: 'local' };

it('names an Application and an object in the first of their lines', () => {
  const deployment = (spec: object) => [object('Deployment', 'web', { spec })];
  const table = differencesTable(
    differences(deployment({ replicas: 2, image: 'x' }), deployment({ replicas: 1 })),
    columns,
  );
  expect(table.split('\n')).toEqual([
    'application  object          field     eks  local',
    'web          Deployment web  replicas  2    1',
    '                             image     x    –',
  ]);
});

it('sums up an Application of many objects that only one cluster has', () => {
  const roles = Array.from({ length: 9 }, (_, index) => object('Role', `role-${index}`));
  const [, ...lines] = differencesTable(differences(roles, []), columns).split('\n');
  expect(lines).toEqual(['web          all 9 objects         yes  –']);
});

it('shortens values at their end, and paths at their beginning', () => {
  const long = 'a'.repeat(100);
  const spec = (value: string) => [object('Deployment', 'web', { spec: { [`${long}.end`]: value } })];
  const table = differencesTable(differences(spec('x'), spec(long)), columns);
  expect(table).toMatch(/ …a+\.end +x +a+…$/);
});

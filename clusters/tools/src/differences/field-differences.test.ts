import { expect, it } from 'vitest';
import { fieldDifferences } from './field-differences.ts';

it('finds nothing where nothing differs', () => {
  expect(fieldDifferences({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] })).toEqual([]);
});

it('names the smallest fields, and leaves undefined what only the other has', () => {
  const left = { spec: { replicas: 3, type: 'ClusterIP' } };
  const right = { spec: { replicas: 1, type: 'ClusterIP', policy: 'Cluster' } };
  expect(fieldDifferences(left, right)).toEqual([
    { field: 'spec.replicas', left: 3, right: 1 },
    { field: 'spec.policy', left: undefined, right: 'Cluster' },
  ]);
});

it('compares entries of lists by their names, in whichever order they stand', () => {
  const left = { containers: [{ name: 'a', image: 'x' }, { name: 'b' }] };
  const right = { containers: [{ name: 'b' }, { name: 'a', image: 'y' }] };
  expect(fieldDifferences(left, right)).toEqual([{ field: 'containers[a].image', left: 'x', right: 'y' }]);
  const claims = (size: string) => ({ claims: [{ metadata: { name: 'data' }, size }] });
  expect(fieldDifferences(claims('8Gi'), claims('2Gi'))[0]?.field).toBe('claims[data].size');
});

it('shows of other lists the entries that differ', () => {
  expect(fieldDifferences({ args: ['-a', '-b=1'] }, { args: ['-a', '-b=2', '-c'] })).toEqual([
    { field: 'args', left: ['-b=1'], right: ['-b=2', '-c'] },
  ]);
  expect(fieldDifferences({ args: ['-a', '-b'] }, { args: ['-a'] })).toEqual([
    { field: 'args', left: ['-b'], right: undefined },
  ]);
});

it('looks into entries without a name where one of each is left', () => {
  const rule = (cidr: string) => ({ ingress: [{ from: [{ ipBlock: { cidr } }] }, { ports: [1] }] });
  expect(fieldDifferences(rule('10.0.0.0/8'), rule('0.0.0.0/0'))).toEqual([
    { field: 'ingress[].from[].ipBlock.cidr', left: '10.0.0.0/8', right: '0.0.0.0/0' },
  ]);
});

it('shows of texts the lines that differ', () => {
  const left = { conf: 'port = 1\nbuffers = 2\n' };
  expect(fieldDifferences(left, { conf: 'port = 1\nbuffers = 1\n' })).toEqual([
    { field: 'conf', left: 'buffers = 2', right: 'buffers = 1' },
  ]);
});

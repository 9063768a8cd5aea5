import { expect, it } from 'vitest';
import { readValueRows, undescribedValues, valuesTable } from './values-table.ts';

const VALUES = `
# Not a description.
# -- Name of the service.
name: ""
image:
  # -- What runs,
  # and nothing else.
  digest: ""
  # Why not a tag: they move.
  tag: 1.0.0
# -- All of it.
resources:
  requests:
    cpu: 100m
# -- How many.
scaling:
  # -- At least.
  min: 2

  # -- \`cpu|queue\`
  by: cpu
# -- A longer one.
ports: [10000, 20000, 30000, 40000, 50000, 60000, 10001, 20001, 30001, 40001]
list:
  - name: x
`;

it('reads the values that are described, with their defaults', () => {
  expect(readValueRows(VALUES)).toEqual([
    { path: 'name', default: '""', description: 'Name of the service.' },
    { path: 'image.digest', default: '""', description: 'What runs, and nothing else.' },
    { path: 'resources', default: '{"requests":{"cpu":"100m"}}', description: 'All of it.' },
    { path: 'scaling', default: '', description: 'How many.' },
    { path: 'scaling.min', default: '2', description: 'At least.' },
    { path: 'scaling.by', default: '"cpu"', description: '`cpu|queue`' },
    {
      path: 'ports',
      default: '[10000,20000,30000,40000,50000,60000,10001,20001,30001,4000…',
      description: 'A longer one.',
    },
  ]);
});

it('tells which values nobody described', () => {
  expect(undescribedValues(VALUES)).toEqual(['image.tag', 'list']);
});

it('writes a table that a pipe does not break', () => {
  expect(valuesTable([{ path: 'a.b', default: '"x|y"', description: 'one|two' }])).toBe(
    '| value | default | |\n|---|---|---|\n| `a.b` | `"x\\|y"` | one\\|two |',
  );
});

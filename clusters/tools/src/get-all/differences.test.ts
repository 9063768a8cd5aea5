import { expect, it } from 'vitest';
import { findDifferences } from './differences.ts';
import { readDocument, writeTables } from './document.ts';

const DOCUMENT = `# What runs

## web

|  | large | small |
| --- | --- | --- |
| \`pod/web-…\` | 2–6 | 1 |
| \`pod/backup-…\` | … | – |
| \`service/web\` | 1 | 1 |
`;

const listed = (cluster: string) => readDocument(DOCUMENT).get(cluster)?.get('web') ?? new Map();
const live = (counts: Record<string, number>) =>
  new Map(Object.entries(counts).map(([name, count]) => [name, { least: count, most: count }]));

it('finds nothing where as many are there as may be', () => {
  expect(findDifferences(listed('large'), live({ 'pod/web-…': 4, 'service/web': 1 }))).toEqual([]);
  expect(
    findDifferences(listed('large'), live({ 'pod/web-…': 2, 'service/web': 1, 'pod/backup-…': 9 })),
  ).toEqual([]);
});

it('finds what is missing, what is too many, and what is not listed', () => {
  expect(findDifferences(listed('small'), live({ 'pod/web-…': 2, 'pod/backup-…': 1 }))).toEqual([
    'pod/web-…: 2, and not 1 to 1',
    'service/web: 0, and not 1 to 1',
    'pod/backup-…: not listed',
  ]);
});

it('writes what it reads', () => {
  expect(DOCUMENT).toContain(writeTables(readDocument(DOCUMENT), ['web']).split('\n').at(-2));
  expect(readDocument(writeTables(readDocument(DOCUMENT), ['web']))).toEqual(readDocument(DOCUMENT));
});

import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { PINNED } from './rules/cluster/pinned.ts';
import { checksums } from './source-cache.ts';
import { findSource, NOT_PROVED, SOURCES } from './sources.ts';

const [goMod, goSum] = await Promise.all(
  ['go.mod', 'go.sum'].map(file => readFile(new URL(`../go/sources/${file}`, import.meta.url), 'utf8')),
);

it.each(SOURCES.map(source => [source.name, source] as const))('pins %s, files and go.mod', (_, source) => {
  expect(goMod).toContain(`\t${source.module.replace('@', ' ')}\n`);
  expect(checksums(source, goSum ?? '')).toHaveLength(2);
});

it.each(SOURCES.map(source => [source.name, source] as const))('names %s by a whole version', (_, source) => {
  expect(source.revision).toMatch(PINNED);
});

it('says what a version that is not the tag leaves open', () => {
  const untagged = SOURCES.filter(({ module, revision }) => !module.endsWith(`@${revision}`));
  for (const { name, revision } of untagged) expect(NOT_PROVED).toHaveProperty([`${name} ${revision}`]);
});

it('refuses a module that go.sum does not know, which Go would write down', () => {
  expect(() => checksums({ module: 'github.com/argoproj/argo-cd/v3@v3.6.2' }, goSum ?? '')).toThrow('v3.6.2');
});

it('finds a source by its address, with or without .git', () => {
  expect(findSource('https://github.com/kedacore/keda.git', 'v2.21.0', SOURCES).name).toBe('keda');
});

it.each([
  ['https://github.com/kedacore/keda', 'v2.21.1'],
  ['https://github.com/kedacore/keda-docs', 'v2.21.0'],
])('names the address that is not in the table, and what to do: %s at %s', (address, revision) => {
  expect(() => findSource(address, revision, SOURCES)).toThrow(
    `${address} at ${revision} is in no line of clusters/tools/src/sources.ts: add it there`,
  );
});

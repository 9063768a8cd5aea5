import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { pinnedVersion } from '../../go-tool.ts';
import { copiedPaths } from '../../images/dockerfile.ts';
import { REPOSITORY } from '../../repository.ts';
import { TOOLS, type ToolName } from '../../tools.ts';
import { readStandIns, STAND_INS } from './stand-ins.ts';

const folder = join(REPOSITORY, STAND_INS);
const standIns = await readStandIns(folder);

it('lists each stand-in in the README, with what it stands in for', async () => {
  const readme = await readFile(join(folder, 'README.md'), 'utf8');
  const rows = [...readme.matchAll(/^\| ([\w-]+) \| `([^`]+)` \|/gm)].map(
    ([, name, image]) => `${name}: ${image}`,
  );
  expect(rows).toEqual(standIns.map(({ name, replaces }) => `${name}: ${replaces}`));
});

it('replaces each image once', () => {
  const replaced = standIns.map(({ replaces }) => replaces);
  expect(new Set(replaced).size).toBe(replaced.length);
});

it('never runs as root without being asked to', () => {
  const root = standIns.filter(({ dockerfile }) => !/^USER [1-9]\d*(:\d+)?$/m.test(dockerfile));
  expect(root.map(({ name }) => name)).toEqual(['local-path', 'node']);
});

const programs = standIns.flatMap(({ name, replaces, stages }) => {
  const copied = stages.flatMap(stage => copiedPaths(stages, stage.name));
  const tool = copied.findLast(path => path.startsWith('programs/'))?.slice('programs/'.length);
  return tool && Object.hasOwn(TOOLS, tool) ? [{ name, replaces, tool: tool as ToolName }] : [];
});

it.each(programs)(
  'pins for $name the version that it is called by: $replaces',
  async ({ replaces, tool }) => {
    const { folder: goModule, module } = TOOLS[tool];
    const goMod = await readFile(new URL(`../../../go/${goModule}/go.mod`, import.meta.url), 'utf8');
    const [, version] = /:v?([\d.]+)$/.exec(replaces) ?? [];
    expect(pinnedVersion(goMod, module)).toBe(`v${version}`);
  },
);

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '@vc/local/command.ts';
import { expect, inject, it } from 'vitest';
import { REPOSITORY } from '../src/repository.ts';

const folder = join(REPOSITORY, '.github/workflows');
const workflows = (await readdir(folder)).map(name => join(folder, name));

/** With shellcheck on the scripts, and without what else a machine may have. */
const lint = (files: readonly string[], input?: string) =>
  runCommand([inject('tools').actionlint, '-no-color', '-pyflakes=', ...files], { cwd: REPOSITORY, input });

it('passes actionlint', async () => {
  const { code, stdout, stderr } = await lint(workflows);
  expect(stdout + stderr).toBe('');
  expect(code).toBe(0);
});

const BROKEN = `
on: push
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - run: echo \${{ github.event.head_commit.message }}
      - run: echo $HOME
      - run: echo "\${{ steps.none.outputs.x }}"
`;

it.each([
  ['a branch that anybody names', 'potentially untrusted'],
  ['a variable that the shell splits', 'SC2086'],
  ['a step that is not there', 'property "none" is not defined'],
])('refuses %s', async (_, problem) => {
  const { code, stdout } = await lint(['-'], BROKEN);
  expect(stdout).toContain(problem);
  expect(code).toBe(1);
});

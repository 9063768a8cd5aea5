import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '@vc/local/command.ts';
import { silentProgress } from '@vc/local/progress.ts';
import { expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { ensureCfnLint } from '../../src/cfn-lint.ts';
import { REPOSITORY } from '../../src/repository.ts';

const TEMPLATE = join(REPOSITORY, 'clusters/eks/aws.yaml');

const lint = await ensureCfnLint(silentProgress);
const template = await readFile(TEMPLATE, 'utf8');

it('has nothing that cfn-lint complains of', async () => {
  expect(await runCommand([...lint, TEMPLATE])).toMatchObject({ code: 0, stdout: '' });
}, 120_000);

it.each([
  ['ScanOnPush: true', 'ScanOnPush: often', 'E3012'],
  ['ImageTagMutability: IMMUTABLE', 'ImageTagMutability: RIGID', 'E3030'],
  ['!GetAtt Backups.Arn', '!GetAtt Backup.Arn', 'E1010'],
])(
  'would complain if %s were %s',
  async (right, wrong, rule) => {
    const folder = await mkdtemp(join(tmpdir(), 'cfn-lint-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, 'aws.yaml');
    await writeFile(file, template.replace(right, wrong));
    expect((await runCommand([...lint, file])).stdout).toContain(rule);
  },
  120_000,
);

/** Properties of a resource, as far as these tests look at them; tags such as !Sub are read as their text. */
function resource(name: string): { Properties: Record<string, never>; DeletionPolicy?: string } {
  return parse(template, { logLevel: 'silent' }).Resources[name];
}

it('keeps backups, whatever becomes of the stack', () => {
  expect(resource('Backups').DeletionPolicy).toBe('Retain');
  expect(resource('BackupsPolicy').DeletionPolicy).toBe('Retain');
});

it('never lets an image expire for its age, but for one that nothing names', () => {
  const [, , loop] = parse(template, { logLevel: 'silent' }).Resources['Fn::ForEach::Repositories'];
  const [repository] = Object.values(loop) as [
    { Properties: { LifecyclePolicy: { LifecyclePolicyText: string } } },
  ];
  const { rules } = JSON.parse(repository.Properties.LifecyclePolicy.LifecyclePolicyText);
  const byAge = rules.filter(
    (rule: { selection: { countType: string } }) => rule.selection.countType !== 'imageCountMoreThan',
  );
  expect(byAge.map((rule: { selection: { tagStatus: string } }) => rule.selection.tagStatus)).toEqual([
    'untagged',
  ]);
});

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '@vc/local/command.ts';
import { silentProgress } from '@vc/local/progress.ts';
import { createTemporaryDirectory, removeDirectory } from '@vc/local/temporary-directory.ts';
import { afterAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ensureCfnLint } from '../../src/cfn-lint.ts';
import { REPOSITORY } from '../../src/repository.ts';

const TEMPLATE = join(REPOSITORY, 'clusters/eks/aws.yaml');

const template = await readFile(TEMPLATE, 'utf8');

const MISTAKES = [
  ['ScanOnPush: true', 'ScanOnPush: often', 'E3012'],
  ['ImageTagMutability: IMMUTABLE', 'ImageTagMutability: RIGID', 'E3030'],
  ['!GetAtt Backups.Arn', '!GetAtt Backup.Arn', 'E1010'],
] as const;

const folder = await createTemporaryDirectory();
afterAll(() => removeDirectory(folder));
const withMistake = (rule: string) => join(folder, `${rule}.yaml`);
for (const [right, wrong, rule] of MISTAKES) {
  await writeFile(withMistake(rule), template.replace(right, wrong));
}

/** Of all files in one run: cfn-lint takes longer to start than to lint. A line each: `file:line:…:rule:message`. */
const complaints = await lint([TEMPLATE, ...MISTAKES.map(([, , rule]) => withMistake(rule))]);
const complaintsOf = (file: string) => complaints.filter(line => line.startsWith(`${file}:`));

async function lint(files: readonly string[]): Promise<string[]> {
  const program = await ensureCfnLint(silentProgress);
  const { stdout } = await runCommand([...program, '--format=parseable', ...files]);
  return stdout.split('\n');
}

it('has nothing that cfn-lint complains of', () => {
  expect(complaintsOf(TEMPLATE)).toEqual([]);
});

it.each(MISTAKES)('would complain if %s were %s', (_right, _wrong, rule) => {
  expect(complaintsOf(withMistake(rule)).join('\n')).toContain(`:${rule}:`);
});

/** Properties of a resource, as far as these tests look at them; tags such as !Sub are read as their text. */
function resource(name: string): { Properties: Record<string, never>; DeletionPolicy?: string } {
  return parse(template, { logLevel: 'silent' }).Resources[name];
}

it('keeps backups, whatever becomes of the stack', () => {
  expect(resource('Backups').DeletionPolicy).toBe('Retain');
  expect(resource('BackupsPolicy').DeletionPolicy).toBe('Retain');
});

it('never lets an image expire for its age: signatures have no tag, and ECR may not know what they belong to', () => {
  const [, , loop] = parse(template, { logLevel: 'silent' }).Resources['Fn::ForEach::Repositories'];
  const [repository] = Object.values(loop) as [
    { Properties: { LifecyclePolicy: { LifecyclePolicyText: string } } },
  ];
  const { rules } = JSON.parse(repository.Properties.LifecyclePolicy.LifecyclePolicyText);
  const selections = rules.map(({ selection }: { selection: { tagStatus: string; countType: string } }) => [
    selection.tagStatus,
    selection.countType,
  ]);
  expect(selections).toEqual([
    ['untagged', 'imageCountMoreThan'],
    ['tagged', 'imageCountMoreThan'],
  ]);
});

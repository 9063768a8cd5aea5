import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { REPOSITORY } from '../repository.ts';
import { SECRET_VALUES, type SecretValue } from './secret-values.ts';

const BEGIN = '<!-- values -->\n';
const END = '<!-- /values -->';

it('lists in the README of the secrets what each value is, and what a new one means', async () => {
  const readme = await readFile(join(REPOSITORY, 'clusters/eks/secrets/README.md'), 'utf8');
  const table = readme.slice(readme.indexOf(BEGIN) + BEGIN.length, readme.indexOf(END));
  expect(table).toBe(tableOf(SECRET_VALUES)); // to mend it, put what was expected into the README
});

function tableOf(values: Readonly<Record<string, SecretValue>>): string {
  const rows = Object.entries(values).map(([name, { title, rotation = {} }]) => {
    const { refused, costs, afterwards } = rotation;
    const sentences = [refused && `Refused. ${refused}`, costs, afterwards];
    return `| \`${name}\` | ${title} | ${sentences.filter(Boolean).join(' ').replaceAll('|', '\\|')} |`;
  });
  return ['| value | what it is | a new one |', '|---|---|---|', ...rows, ''].join('\n');
}

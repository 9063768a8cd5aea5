import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runSuccessfully } from '@vc/local/command.ts';
import { describe, expect, it } from 'vitest';
import { REPOSITORY } from '../../repository.ts';
import { findPlaintext } from './plaintext-files.ts';

/** What git has, and what it would take: whoever is about to commit a secret hears of it before. */
const LIST = ['git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'] as const;

/** Put together here, so that this file is no finding of its own test. */
const KEY = `-----BEGIN ${'PRIVATE'} KEY-----\n${'MC4CAQAwBQYDK2VwBCIEIA'.repeat(2)}\n`;
const ADDRESS = `postgres://auth:${'correct-horse'}@db.example/auth`;

describe('plaintext secrets', () => {
  it('are nowhere in this repository', async () => {
    const paths = (await runSuccessfully(LIST, { cwd: REPOSITORY })).split('\0').filter(Boolean);
    const findings = await Promise.all(
      paths.map(async path => {
        // What is listed and gone was removed without telling git yet.
        const text = await readFile(join(REPOSITORY, path), 'utf8').catch(() => '');
        return findPlaintext(path, text);
      }),
    );
    expect(findings.flat()).toEqual([]);
  });

  it.each([
    [
      'a.yaml',
      'kind: Secret\nmetadata: { name: a }\ndata: { b: Yw== }\n',
      'a.yaml: Secret a has values: seal it',
    ],
    [
      'a.yaml',
      'kind: List\nitems: [{ kind: Secret, metadata: { name: a }, stringData: { b: c } }]\n',
      'Secret a has',
    ],
    [
      'a.yml',
      'a: b\n---\nkind: Secret\nmetadata: { name: a }\nstringData: { b: c }\n',
      'Secret a has values',
    ],
    [
      'a.json',
      '{ "kind": "Secret", "metadata": { "name": "a" }, "data": { "b": "Yw==" } }',
      'Secret a has values',
    ],
    [
      'kustomization.yaml',
      'secretGenerator: [{ name: a, literals: [b=c] }]\n',
      'secretGenerator a has values',
    ],
    ['kustomization.yaml', 'secretGenerator: [{ name: a, files: [b] }]\n', 'secretGenerator a has values'],
    ['a.ts', `// first line\nconst key = \`${KEY}\`;`, 'a.ts:2: a private key'],
    ['a.ts', `const key = "${KEY.replaceAll('\n', '\\n')}";`, 'a.ts:1: a private key'],
    ['README.md', `Type: psql ${ADDRESS}\n`, 'README.md:1: a URL with a password'],
    ['a.sh', `export AWS_ACCESS_KEY_ID=${'AKIA'}${'ABCDEFGHIJKLMNOP'}\n`, 'a.sh:1: an AWS access key'],
    ['a.sh', `TOKEN=${'ghp'}_${'a1B2'.repeat(9)}\n`, 'a.sh:1: a GitHub token'],
    ['.env', '', '.env: files of this kind hold secrets'],
    ['services/.env.local', '', 'services/.env.local: files of this kind'],
    ['.ssh/id_ed25519', '', '.ssh/id_ed25519: files of this kind'],
    ['.npmrc', '//registry.example/:_authToken=a', '.npmrc: has access to a registry'],
  ])('are found: %s', (path, text, finding) => {
    expect(findPlaintext(path, text)).toEqual([expect.stringContaining(finding)]);
  });

  it.each([
    ['a.yaml', 'kind: Secret\nmetadata: { name: filled-in-the-cluster }\n'],
    ['a.yaml', 'kind: SealedSecret\nspec: { encryptedData: { b: AgB } }\n'],
    ['kustomization.yaml', 'secretGenerator: [{ name: a, literals: ["b=$webhook:c"] }]\n'],
    ['a.yaml', 'kind: Role\nrules: [{ resources: [secrets], verbs: [get] }]\n'],
    ['template.yaml', 'kind: {{ .Values.kind }}\nname: Secret\n'],
    ['a.ts', `if (!pem.startsWith('-----BEGIN ${'PRIVATE'} KEY-----')) throw new Error('no key');`],
    ['README.md', 'amqp://user:password@rabbitmq.example:5672'],
    ['.env.example', 'PORT=1\n'],
    ['.npmrc', 'save-exact=true\n'],
  ])('are not seen where there are none: %s', (path, text) => {
    expect(findPlaintext(path, text)).toEqual([]);
  });
});

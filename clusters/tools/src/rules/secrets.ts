import { type Container, describe } from '../kubernetes/objects.ts';
import { findInContainers } from '../kubernetes/workloads.ts';
import type { Rule } from './rule.ts';

/** Whatever its place, text like this gives access to something. */
export const SECRET_PATTERNS: Readonly<Record<string, RegExp>> = {
  'a URL with a password': /\w:\/\/[^\s/:@]*:(?!\$[({]|<)[^\s/@]+@/,
  'a private key': /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  'an AWS access key': /\bA(?:KI|SI)A[0-9A-Z]{16}\b/,
  'a GitHub token': /\bgh[opsu]_[A-Za-z0-9]{36}\b/,
  'a JSON web token': /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\./,
};

const SECRET_NAME = /(?:PASSWORD|PASSWD|SECRET|TOKEN|CREDENTIALS?|COOKIE|_KEYS?)$/i;
const PUBLIC_NAME = /PUBLIC/i;

/** Secrets reach git only sealed, and pods only as files; a chart that made one would need its plaintext. */
export const secretsRule: Rule = {
  name: 'nothing deployed is a Secret or has a secret in it',
  find: manifests => [
    ...manifests
      .filter(({ kind, apiVersion }) => kind === 'Secret' && apiVersion === 'v1')
      .map(secret => `${describe(secret)} is not sealed`),
    ...manifests.flatMap(manifest =>
      findSecrets(manifest).map(problem => `${describe(manifest)}: ${problem}`),
    ),
    ...findInContainers(manifests, environmentProblems),
    ...manifests
      .filter(({ kind }) => kind === 'ConfigMap')
      .flatMap(map =>
        Object.entries(map.data ?? {})
          .filter(([name, value]) => looksSecret(name, value))
          .map(([name]) => `${describe(map)}: ${name} has a value`),
      ),
  ],
};

/** What looks like a secret in any text of a YAML document, by its path. */
export function findSecrets(value: unknown, path = ''): string[] {
  if (typeof value === 'string') {
    return Object.entries(SECRET_PATTERNS)
      .filter(([, pattern]) => pattern.test(value))
      .map(([what]) => `${path} has ${what}`);
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => findSecrets(inner, path ? `${path}.${key}` : key));
}

function environmentProblems({ env = [], envFrom = [] }: Container): string[] {
  return [
    ...env
      .filter(({ name, value }) => looksSecret(name, value))
      .map(({ name }) => `${name} has a value; mount a Secret and give ${name}_FILE`),
    ...envFrom
      .filter(({ secretRef }) => secretRef)
      .map(({ secretRef }) => `all of the Secret ${secretRef?.name} is in the environment; mount it`),
  ];
}

function looksSecret(name: string, value: string | undefined): boolean {
  return Boolean(value) && SECRET_NAME.test(name) && !PUBLIC_NAME.test(name);
}

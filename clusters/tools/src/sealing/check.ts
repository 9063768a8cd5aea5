import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { findSecrets } from '../rules/secrets.ts';
import type { Certificate } from './certificate.ts';
import { checksumFile, formatChecksum } from './checksums.ts';
import { type SecretEntry, titleOf } from './inventory.ts';
import { isSealedFor } from './sealed-cluster.ts';
import {
  isCiphertext,
  parseSealedSecret,
  type SealedSecret,
  sealedFileName,
  sealedSecretOf,
} from './sealed-secret.ts';

/** What is checked: a cluster's folder, against what it needs. */
export interface Checked {
  folder: string;
  inventory: readonly SecretEntry[];
  certificate: Certificate;
}

/** Something that is not as it should be. */
export interface Problem {
  /** The file, below the cluster's folder. */
  file: string;
  problem: string;
  /** Arguments of `npm run seal` that mend it; without them, it is for people to mend. */
  mend?: string;
}

/** Files of `secrets` that are no SealedSecrets. */
const OTHERS = ['README.md', 'certificate.pem'];

/**
 * Everything that is wrong with the sealed secrets of a cluster: what is missing, malformed, sealed for something else,
 * plaintext, or there for nobody, and checksums that say something else.
 */
export async function checkSealed(checked: Checked): Promise<Problem[]> {
  const problems = await Promise.all(checked.inventory.map(entry => checkEntry(checked, entry)));
  return [...problems.flat(), ...(await findSuperfluous(checked)), ...(await findPlaintext(checked))];
}

async function checkEntry({ folder, certificate }: Checked, entry: SecretEntry): Promise<Problem[]> {
  const name = join('secrets', sealedFileName(entry));
  const file = join(folder, name);
  if (!existsSync(file)) return entry.optional ? [] : [{ file: name, problem: 'is missing', mend: '' }];
  const text = await readFile(file, 'utf8');
  if (!isYaml(text)) return []; // which is found together with all others that are none
  const sealed = parseSealedSecret(text);
  return [
    ...shapeProblems(entry, sealed).map(problem => ({ file: name, problem, mend: '' })),
    ...(isSealedFor(sealed, certificate)
      ? []
      : [{ file: name, problem: 'was sealed with another certificate', mend: '--all' }]),
    ...keyProblems(entry, sealed, certificate).map(it => ({ file: name, ...it })),
    ...(await checksumProblems(folder, entry, sealed)),
  ];
}

/** All but the ciphertext must be what we would write, strict scope and nothing in plaintext included. */
function shapeProblems(entry: SecretEntry, sealed: SealedSecret): string[] {
  const { encryptedData = {}, ...others } = sealed.spec ?? {};
  const wanted = sealedSecretOf(entry, encryptedData, sealed.metadata?.annotations ?? {});
  const { encryptedData: _, ...wantedOthers } = wanted.spec ?? {};
  const parts = {
    apiVersion: [sealed.apiVersion, wanted.apiVersion],
    kind: [sealed.kind, wanted.kind],
    metadata: [sealed.metadata, wanted.metadata],
    spec: [others, wantedOthers],
  };
  return Object.entries(parts)
    .filter(([, [is, shall]]) => !isDeepStrictEqual(is, shall))
    .map(([part]) => `${part} is not what is written for ${titleOf(entry)}`);
}

function keyProblems(
  { name, keys }: SecretEntry,
  { spec }: SealedSecret,
  { keyBytes }: Certificate,
): Omit<Problem, 'file'>[] {
  const data = spec?.encryptedData ?? {};
  const missing = Object.keys(keys).filter(key => !(key in data));
  return [
    ...missing.map(key => ({ problem: `${key} is missing`, mend: '' })),
    ...Object.entries(data).flatMap(([key, value]) => {
      const held = keys[key];
      if (!held) return [{ problem: `${key} is asked for by nobody: remove it` }];
      if (isCiphertext(value, keyBytes)) return [];
      return [{ problem: `${key} is not sealed`, mend: held.isAsked ? `${name}/${key}` : held.value }];
    }),
  ];
}

async function checksumProblems(
  folder: string,
  entry: SecretEntry,
  { spec }: SealedSecret,
): Promise<Problem[]> {
  if (!entry.restarts) return [];
  const file = checksumFile(folder, entry.app);
  const text = existsSync(file) ? await readFile(file, 'utf8') : undefined;
  if (text === formatChecksum(spec?.encryptedData ?? {})) return [];
  return [{ file: relative(folder, file), problem: `is not the checksum of ${titleOf(entry)}`, mend: '' }];
}

async function findSuperfluous({ folder, inventory }: Checked): Promise<Problem[]> {
  const expected = [
    ...OTHERS.map(name => join('secrets', name)),
    ...inventory.map(entry => join('secrets', sealedFileName(entry))),
    ...inventory.filter(({ restarts }) => restarts).map(({ app }) => checksumFile('', app)),
  ];
  const there = [...(await listFiles(folder, 'secrets')), ...(await listFiles(folder, 'checksums'))];
  return there
    .filter(file => !expected.includes(file))
    .map(file => ({ file, problem: 'is asked for by nobody: remove it' }));
}

/** Anywhere in the cluster's folder. */
async function findPlaintext({ folder }: Checked): Promise<Problem[]> {
  const files = (await listFiles(folder, '.')).filter(file => /\.(ya?ml|json)$/.test(file));
  const problems = await Promise.all(
    files.map(async file => {
      const text = await readFile(join(folder, file), 'utf8');
      return plaintextProblems(text).map(problem => ({ file, problem }));
    }),
  );
  return problems.flat();
}

function plaintextProblems(text: string): string[] {
  if (!isYaml(text)) return ['is no YAML: was there a conflict in a merge?'];
  const documents = parseAllDocuments(text).map(document => document.toJS() as unknown);
  return [
    ...documents.filter(isSecret).map(() => 'is a Secret that is not sealed'),
    ...findSecrets(documents),
  ];
}

function isYaml(text: string): boolean {
  return parseAllDocuments(text).every(({ errors }) => errors.length === 0);
}

function isSecret(document: unknown): boolean {
  const { apiVersion, kind } = (document ?? {}) as { apiVersion?: unknown; kind?: unknown };
  return apiVersion === 'v1' && kind === 'Secret';
}

async function listFiles(folder: string, below: string): Promise<string[]> {
  const start = join(folder, below);
  if (!existsSync(start)) return [];
  const entries = await readdir(start, { withFileTypes: true, recursive: true });
  return entries
    .filter(entry => entry.isFile())
    .map(entry => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { SetupError } from '@vc/local/setup-error.ts';
import type { Certificate } from './certificate.ts';
import { checksumFile, formatChecksum } from './checksums.ts';
import { type SecretEntry, titleOf } from './inventory.ts';
import type { Seal } from './kubeseal.ts';
import {
  CERTIFICATE_ANNOTATION,
  formatSealedSecret,
  parseSealedSecret,
  type SealedSecret,
  sealedFileName,
  sealedSecretOf,
} from './sealed-secret.ts';
import { writeFiles } from './write-files.ts';

/** A cluster's folder, and what it needs. */
export interface SealedCluster {
  folder: string;
  inventory: readonly SecretEntry[];
  certificate: Certificate;
  seal: Seal;
}

/** What a key of a Secret shall hold from now on. */
export interface Assignment {
  entry: SecretEntry;
  key: string;
  plaintext: string;
}

/** What a run has changed. */
export interface Changes {
  /** Titles of Secrets, with the keys that are new. */
  secrets: ReadonlyMap<string, readonly string[]>;
  /** Apps whose pods restart, or whose Job runs again, once this is applied. */
  restarts: readonly string[];
  /** Titles of all Secrets that are sealed now. */
  sealed: ReadonlySet<string>;
}

/** What is sealed already, by title; Secrets that have no file yet are not there. */
export type SealedSecrets = ReadonlyMap<string, SealedSecret>;

/**
 * Reads what is sealed already.
 *
 * @throws {SetupError} naming a file that is no YAML
 */
export async function readSealedSecrets({
  folder,
  inventory,
}: Omit<SealedCluster, 'seal'>): Promise<SealedSecrets> {
  const sealed = new Map<string, SealedSecret>();
  for (const entry of inventory) {
    const file = join(folder, 'secrets', sealedFileName(entry));
    if (existsSync(file)) sealed.set(titleOf(entry), await readSealedSecret(file));
  }
  return sealed;
}

/**
 * The same, to add to it.
 *
 * @throws {SetupError} when some was sealed with another certificate: nobody can open that any more, and the rest would hide it
 */
export async function readOwnSecrets(cluster: SealedCluster): Promise<SealedSecrets> {
  const sealed = await readSealedSecrets(cluster);
  const foreign = [...sealed].filter(([, secret]) => !isSealedFor(secret, cluster.certificate));
  if (foreign.length === 0) return sealed;
  throw new SetupError(
    `${foreign.map(([title]) => title).join(', ')}: sealed with another certificate. Bring that certificate.pem back, or make all values anew: npm run seal -- --cluster ${basename(cluster.folder)} --all`,
  );
}

/** Whether all of it was sealed with a certificate. */
export function isSealedFor({ metadata }: SealedSecret, { fingerprint }: Certificate): boolean {
  return metadata?.annotations?.[CERTIFICATE_ANNOTATION] === fingerprint;
}

/**
 * Seals values into their keys, leaves all other keys as they are, and brings files and checksums up to date. Nothing is written
 * before all is sealed.
 *
 * @param sealed what is kept
 * @param notes annotations for the SealedSecrets that get something new
 */
export async function sealInto(
  cluster: SealedCluster,
  sealed: SealedSecrets,
  assignments: readonly Assignment[],
  notes: Readonly<Record<string, string>> = {},
): Promise<Changes> {
  const { folder, inventory } = cluster;
  const files = new Map<string, string>();
  const checksums = new Map<string, string>();
  for (const entry of inventory) {
    const before = sealed.get(titleOf(entry));
    const own = assignments.filter(it => it.entry === entry);
    if (!before && own.length === 0) continue;
    const data = { ...before?.spec?.encryptedData, ...(await sealEach(cluster, own)) };
    const annotations = {
      ...before?.metadata?.annotations,
      ...(own.length > 0 && notes),
      [CERTIFICATE_ANNOTATION]: cluster.certificate.fingerprint,
    };
    const text = formatSealedSecret(sealedSecretOf(entry, data, annotations));
    files.set(join(folder, 'secrets', sealedFileName(entry)), text);
    if (entry.restarts) checksums.set(checksumFile(folder, entry.app), formatChecksum(data));
  }
  await writeFiles(new Map([...files, ...checksums]));
  return changesOf(sealed, assignments);
}

async function sealEach(
  { seal }: Pick<SealedCluster, 'seal'>,
  assignments: readonly Assignment[],
): Promise<Record<string, string>> {
  const data: Record<string, string> = {};
  for (const { entry, key, plaintext } of assignments) data[key] = await seal(plaintext, entry);
  return data;
}

function changesOf(before: SealedSecrets, assignments: readonly Assignment[]): Changes {
  const entries = [...new Set(assignments.map(({ entry }) => entry))];
  const keysOf = (entry: SecretEntry) => assignments.filter(it => it.entry === entry).map(({ key }) => key);
  const secrets = new Map(entries.map(entry => [titleOf(entry), keysOf(entry)]));
  return {
    secrets,
    restarts: entries.filter(({ restarts }) => restarts).map(({ app }) => app),
    sealed: new Set([...before.keys(), ...secrets.keys()]),
  };
}

async function readSealedSecret(file: string): Promise<SealedSecret> {
  const text = await readFile(file, 'utf8');
  try {
    return parseSealedSecret(text);
  } catch (error) {
    throw new SetupError(`${file} is no YAML: ${(error as Error).message}`);
  }
}

import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { awsCredentials } from '../sealing/addresses.ts';
import type { BackupFiles } from './node/layout.ts';

/** Where backups go in the S3 of the cluster on this machine; the values of its datastores say the same. */
export const BACKUP_BUCKET = 'video-converter-backups';

/** Who reads and writes it. */
export interface BackupAccount {
  accessKey: string;
  secretKey: string;
}

/**
 * Makes what an S3 provider would have: a bucket, and an account, noted as `aws` reads it. Both outlive the cluster, so that the next
 * one is restored from there.
 */
export async function ensureBackupStore({ kept, data, credentials }: BackupFiles): Promise<BackupAccount> {
  for (const folder of [data, `${data}/${BACKUP_BUCKET}`]) {
    await mkdir(folder, { recursive: true });
    await chmod(folder, 0o777); // for the pod's user
  }
  await chmod(kept, 0o700); // for nobody else
  if (!existsSync(credentials)) {
    const account = `${randomBytes(10).toString('hex')}:${randomBytes(20).toString('hex')}`;
    await writeFile(`${credentials}.new`, awsCredentials(account), { mode: 0o600 });
    await rename(`${credentials}.new`, credentials);
  }
  const text = await readFile(credentials, 'utf8');
  const read = (name: string) => new RegExp(`^${name} = (.+)$`, 'm').exec(text)?.[1] ?? '';
  return { accessKey: read('aws_access_key_id'), secretKey: read('aws_secret_access_key') };
}

/** What the S3 server knows its one user by. */
export function accountSecret({ accessKey, secretKey }: BackupAccount): object {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'account', namespace: 's3' },
    stringData: { 'access-key': accessKey, 'secret-key': secretKey },
  };
}

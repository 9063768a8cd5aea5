import { createHash, X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { SetupError } from '@vc/local/setup-error.ts';

/** The public half of a cluster's sealing key. */
export interface Certificate {
  file: string;
  /** SHA-256 of the public key, in hexadecimal: a certificate that is made anew of the same key seals for the same cluster. */
  fingerprint: string;
  /** Length of the key, and so of the first part of whatever is sealed with it. */
  keyBytes: number;
}

/** Where a cluster's certificate lies. */
export function certificateFile(cluster: string): string {
  return join(cluster, 'secrets', 'certificate.pem');
}

/**
 * Reads the certificate of a cluster's folder.
 *
 * @throws {SetupError} where there is none that can be sealed with
 */
export async function readCertificate(cluster: string): Promise<Certificate> {
  const file = certificateFile(cluster);
  const name = basename(cluster);
  if (!existsSync(file)) {
    throw new SetupError(
      `${name} has no secrets/certificate.pem to seal with: \`npm run cluster -- up ${name}\` makes it.`,
    );
  }
  const { publicKey, validToDate } = parse(file, await readFile(file));
  const { modulusLength = 0 } = publicKey.asymmetricKeyDetails ?? {};
  if (publicKey.asymmetricKeyType !== 'rsa') throw new SetupError(`${file} is of no RSA key.`);
  if (validToDate < new Date()) throw new SetupError(`${file} has expired.`);
  const fingerprint = createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');
  return { file, fingerprint, keyBytes: modulusLength / 8 };
}

function parse(file: string, pem: Buffer): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw new SetupError(`${file} is no certificate in PEM.`);
  }
}

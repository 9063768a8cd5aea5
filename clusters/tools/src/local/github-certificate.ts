import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runSuccessfully } from '@vc/local/command.ts';

/** All PEM. */
export interface GithubCertificate {
  /** Who vouches for it: a certificate that Argo CD is told to trust. */
  authority: string;
  certificate: string;
  privateKey: string;
}

const OPENSSL = ['openssl', 'req', '-x509', '-config', '/dev/null', '-noenc', '-days', '3650'] as const;
const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];

/** A certificate for github.com that one cluster accepts, and nobody else; made once, and kept in a folder. */
export async function ensureGithubCertificate(folder: string): Promise<GithubCertificate> {
  if (!existsSync(folder)) await makeCertificate(folder);
  const read = (name: string) => readFile(join(folder, name), 'utf8');
  const [authority, certificate, privateKey] = await Promise.all([
    read('authority.crt'),
    read('github.crt'),
    read('github.key'),
  ]);
  return { authority, certificate, privateKey };
}

/** In a folder beside its own first: an interrupted run leaves nothing that looks finished. */
async function makeCertificate(folder: string): Promise<void> {
  const work = `${folder}.new`;
  await rm(work, { recursive: true, force: true });
  await mkdir(work, { recursive: true, mode: 0o700 });
  await request(work, 'authority', '/CN=git server of the local cluster', [
    'basicConstraints=critical,CA:true',
    'keyUsage=critical,keyCertSign',
  ]);
  await request(
    work,
    'github',
    '/CN=github.com',
    [
      'basicConstraints=critical,CA:false',
      'keyUsage=critical,digitalSignature',
      'extendedKeyUsage=serverAuth',
      'subjectAltName=DNS:github.com',
    ],
    ['-CA', join(work, 'authority.crt'), '-CAkey', join(work, 'authority.key')],
  );
  await mkdir(dirname(folder), { recursive: true });
  await rename(work, folder);
}

async function request(
  folder: string,
  name: string,
  subject: string,
  extensions: readonly string[],
  signer: readonly string[] = [],
): Promise<void> {
  const file = join(folder, name);
  await runSuccessfully([
    ...OPENSSL,
    ...KEY,
    ...['-subj', subject, '-keyout', `${file}.key`, '-out', `${file}.crt`],
    ...extensions.flatMap(it => ['-addext', it]),
    ...signer,
  ]);
}

import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Who an API server lets in, and by which files. */
export interface Access {
  /** Where it answers. */
  address: string;
  /** Of an administrator. */
  token: string;
  /** A file with all that a client needs. */
  kubeconfig: string;
  /** `token,user,uid,"groups"` a line, as the server reads them. */
  tokenFile: string;
  /** The key that tokens of service accounts are signed with. */
  serviceAccountKey: string;
  /** Where the server writes its certificate, which it makes by itself. */
  certificates: string;
  /** The file there that clients trust it by. */
  authority: string;
}

/** Writes what an API server and its clients need into a folder of theirs. */
export async function writeAccess(folder: string, port: number): Promise<Access> {
  const access: Access = {
    address: `https://127.0.0.1:${port}`,
    token: randomBytes(32).toString('hex'),
    kubeconfig: join(folder, 'kubeconfig'),
    tokenFile: join(folder, 'tokens.csv'),
    serviceAccountKey: join(folder, 'service-account.pem'),
    certificates: folder,
    authority: join(folder, 'apiserver.crt'),
  };
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  await write(access.serviceAccountKey, privateKey);
  await write(access.tokenFile, `${access.token},admin,admin,"system:masters"\n`);
  await write(access.kubeconfig, JSON.stringify(kubeconfig(access)));
  return access;
}

function kubeconfig({ address, token, authority }: Access): object {
  const name = 'test';
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server: address, 'certificate-authority': authority } }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  };
}

function write(file: string, content: string): Promise<void> {
  return writeFile(file, content, { mode: 0o600 });
}

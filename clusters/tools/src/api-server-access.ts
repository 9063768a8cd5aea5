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
  /** Where the server makes its own certificate, authority included. */
  certificates: string;
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

/** The server writes its certificate and that of its throw-away authority into one file. */
function kubeconfig({ address, token, certificates }: Access): object {
  const name = 'test';
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      { name, cluster: { server: address, 'certificate-authority': join(certificates, 'apiserver.crt') } },
    ],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  };
}

function write(file: string, content: string): Promise<void> {
  return writeFile(file, content, { mode: 0o600 });
}

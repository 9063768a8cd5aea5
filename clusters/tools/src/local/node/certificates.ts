import { generateKeyPairSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runSuccessfully } from '@vc/local/command.ts';
import { NETWORK, NODE, type NodeFiles } from './layout.ts';

/** Who vouches: for everybody in the cluster, for the API server as it passes requests on, and for etcd, which trusts nobody else. */
const AUTHORITIES = ['cluster', 'front-proxy', 'etcd'] as const;

/** Somebody who proves who he is, as a client and as a server. */
interface Identity {
  authority: (typeof AUTHORITIES)[number];
  /** Name and groups, as Kubernetes reads them out of a certificate. */
  subject: string;
  /** Names and addresses beside the node's. */
  alsoKnownAs?: readonly string[];
}

const API_SERVER_NAMES = [
  ...['kubernetes', 'kubernetes.default', 'kubernetes.default.svc', 'kubernetes.default.svc.cluster.local'],
  'localhost',
].map(name => `DNS:${name}`);

const IDENTITIES = {
  admin: { authority: 'cluster', subject: '/O=system:masters/CN=admin' },
  'api-server': {
    authority: 'cluster',
    subject: '/CN=kube-apiserver',
    alsoKnownAs: [...API_SERVER_NAMES, 'IP:127.0.0.1', `IP:${NETWORK.apiService}`],
  },
  'api-server-kubelet-client': { authority: 'cluster', subject: '/O=system:masters/CN=kube-apiserver' },
  'controller-manager': { authority: 'cluster', subject: '/CN=system:kube-controller-manager' },
  scheduler: { authority: 'cluster', subject: '/CN=system:kube-scheduler' },
  proxy: { authority: 'cluster', subject: '/CN=system:kube-proxy' },
  kubelet: {
    authority: 'cluster',
    subject: `/O=system:nodes/CN=system:node:${NODE.name}`,
    alsoKnownAs: [`DNS:${NODE.name}`],
  },
  'front-proxy-client': { authority: 'front-proxy', subject: '/CN=front-proxy-client' },
  'etcd-member': { authority: 'etcd', subject: '/CN=etcd' },
} as const satisfies Record<string, Identity>;

/** For the throw-away key of each; ten years, since the cluster is made anew more often than that. */
const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc', '-days', '3650'];

/** Makes certificates and keys once; openssl keeps its keys readable for their owner alone. */
export async function ensureCertificates(files: NodeFiles): Promise<void> {
  if (existsSync(files.certificates)) return;
  const work = `${files.certificates}.new`; // an interrupted run leaves nothing that looks finished
  await rm(work, { recursive: true, force: true });
  await mkdir(work, { recursive: true, mode: 0o700 });
  for (const name of AUTHORITIES) await makeAuthority(work, name);
  await Promise.all(Object.entries(IDENTITIES).map(([name, identity]) => makeIdentity(work, name, identity)));
  await writeServiceAccountKey(work);
  await rename(work, files.certificates);
}

async function makeAuthority(folder: string, name: string): Promise<void> {
  await request(folder, `${name}-authority`, `/CN=${name}`, {
    basicConstraints: 'critical,CA:true',
    keyUsage: 'critical,keyCertSign,cRLSign',
  });
}

async function makeIdentity(
  folder: string,
  name: string,
  { authority, subject, alsoKnownAs = [] }: Identity,
): Promise<void> {
  const signer = join(folder, `${authority}-authority`);
  const extensions = {
    basicConstraints: 'critical,CA:false',
    keyUsage: 'critical,digitalSignature',
    extendedKeyUsage: 'clientAuth,serverAuth',
    subjectAltName: [`IP:${NODE.address}`, ...alsoKnownAs].join(','),
  };
  await request(folder, name, subject, extensions, ['-CA', `${signer}.crt`, '-CAkey', `${signer}.key`]);
}

async function request(
  folder: string,
  name: string,
  subject: string,
  extensions: Readonly<Record<string, string>>,
  signer: readonly string[] = [],
): Promise<void> {
  const file = join(folder, name);
  const added = Object.entries(extensions).flatMap(([key, value]) => ['-addext', `${key}=${value}`]);
  const output = ['-keyout', `${file}.key`, '-out', `${file}.crt`];
  await runSuccessfully([
    ...(['openssl', 'req', '-x509', '-config', '/dev/null', '-subj', subject] as const),
    ...[...KEY, ...added, ...signer, ...output],
  ]);
}

/** What tokens of service accounts are signed and checked with. */
async function writeServiceAccountKey(folder: string): Promise<void> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  await writeFile(join(folder, 'service-accounts.key'), privateKey, { mode: 0o600 });
  await writeFile(join(folder, 'service-accounts.pub'), publicKey);
}

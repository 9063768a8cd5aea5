import { mkdir, writeFile } from 'node:fs/promises';
import { NODE, type NodeFiles, PORTS } from './layout.ts';

/** Where the API server answers. */
export const API_URL = `https://${NODE.address}:${PORTS.api}`;

const CLIENTS = ['admin', 'controller-manager', 'scheduler', 'proxy', 'kubelet'] as const;

/** Writes a kubeconfig for each client of the API server. */
export async function writeKubeconfigs(files: NodeFiles): Promise<void> {
  await mkdir(files.kubeconfigs, { recursive: true, mode: 0o700 });
  for (const client of CLIENTS) {
    const content = JSON.stringify(kubeconfig(files, client), undefined, 2);
    await writeFile(files.kubeconfig(client), content, { mode: 0o600 });
  }
}

/** Names files instead of holding keys, so that a key lies in one place. */
function kubeconfig(files: NodeFiles, client: string): object {
  const cluster = { server: API_URL, 'certificate-authority': files.certificate('cluster-authority') };
  const user = { 'client-certificate': files.certificate(client), 'client-key': files.key(client) };
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: NODE.name, cluster }],
    users: [{ name: client, user }],
    contexts: [{ name: NODE.name, context: { cluster: NODE.name, user: client } }],
    'current-context': NODE.name,
  };
}

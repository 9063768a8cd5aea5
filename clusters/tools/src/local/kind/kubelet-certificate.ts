import { waitUntil } from '@vc/local/waiting.ts';
import type { LocalNode } from '../node/node.ts';
import { CONTAINER } from './layout.ts';

/** Who signs what kubelets show to those who call them; requests wait for somebody to approve them. */
const REQUESTS = [
  'certificatesigningrequests',
  '--field-selector=spec.signerName=kubernetes.io/kubelet-serving',
];

/** Approves what the kubelet asks for, as EKS does by itself, until it answers. */
export async function approveKubeletCertificate(node: Pick<LocalNode, 'kubectl'>): Promise<void> {
  await waitUntil('the kubelet answers with a certificate of the cluster', async () => {
    const { stdout } = await node.kubectl(['get', ...REQUESTS, '--output=json']);
    const { items = [] } = JSON.parse(stdout || '{}') as { items?: Request[] };
    const open = items.filter(({ status }) => status?.conditions === undefined);
    const names = open.map(({ metadata }) => metadata.name);
    if (names.length > 0) await node.kubectl(['certificate', 'approve', ...names]);
    return (await node.kubectl(['get', `--raw=/api/v1/nodes/${CONTAINER}/proxy/healthz`])).code === 0;
  });
}

/** What we read of one. */
interface Request {
  metadata: { name: string };
  /** Empty until somebody decides. */
  status?: { conditions?: unknown[] };
}

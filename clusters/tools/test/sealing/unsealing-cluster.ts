import { silentProgress } from '@vc/local/progress.ts';
import { startApiServer } from '../../src/api-server/api-server.ts';
import { sealingKeySecret } from '../../src/cluster/kept-sealing-key.ts';
import type { SealingKey } from '../../src/sealing/sealing-key.ts';
import { ensureSources } from '../../src/source-cache.ts';
import { startController } from './unsealing-controller.ts';

/** A real API server, and the real controller that unseals; nothing else runs there. */
export interface UnsealingCluster {
  kubeconfig: string;
  /** Applies a file, or all below a folder, or the text of one. */
  apply(path: string, text?: string): Promise<void>;
  /** What each key of each Secret of ours holds, by `namespace/name/key`. */
  readSecrets(): Promise<Record<string, string>>;
  /** Titles of the Secrets that have a label. */
  secretsWith(label: string): Promise<string[]>;
  /** What a SealedSecret says of itself. */
  statusOf(namespace: string, name: string): Promise<string>;
  /** Whether the controller has opened it as it is now. */
  isOpen(namespace: string, name: string): Promise<boolean>;
  stop(): Promise<void>;
}

const NAMESPACES = ['argocd', 'datastores', 'video-converter'];
const CONTROLLER = 'sealed-secrets';

/** Starts both; the sealing key is there before the controller, as `npm run cluster -- up` does it. */
export async function startUnsealingCluster(controller: string, key: SealingKey): Promise<UnsealingCluster> {
  const sources = await ensureSources(silentProgress);
  const chart = sources.find(({ name }) => name === 'sealed-secrets');
  const apiServer = await startApiServer(silentProgress);
  const kubectl = async (args: readonly string[], input?: string) => {
    const { code, stdout, stderr } = await apiServer.kubectl(args, input);
    if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`);
    return stdout;
  };
  try {
    for (const namespace of [...NAMESPACES, CONTROLLER]) await kubectl(['create', 'namespace', namespace]);
    await kubectl(['create', `--filename=${chart?.folder}/helm/sealed-secrets/crds`]);
    await kubectl(['wait', '--for=condition=Established', 'crd/sealedsecrets.bitnami.com']);
    await kubectl(['create', '--filename=-'], sealingKeySecret(key));
  } catch (error) {
    await apiServer.close();
    throw error;
  }
  const unsealing = startController(controller, apiServer);
  const readSealed = async (namespace: string, name: string): Promise<Unsealed> =>
    JSON.parse(await kubectl(['get', 'sealedsecret', name, `--namespace=${namespace}`, '--output=json']));
  return {
    kubeconfig: apiServer.kubeconfig,
    apply: async (path, text) => {
      await kubectl(['apply', '--server-side', '--recursive', `--filename=${path}`], text);
    },
    readSecrets: async () =>
      secretValues(await kubectl(['get', 'secrets', '--all-namespaces', '--output=json'])),
    secretsWith: async label => {
      const list = await kubectl([
        'get',
        'secrets',
        '--all-namespaces',
        `--selector=${label}`,
        '--output=json',
      ]);
      return (JSON.parse(list) as List).items.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
    },
    statusOf: async (namespace, name) => {
      const { status } = await readSealed(namespace, name);
      return (status?.conditions ?? []).map(it => `${it.status} ${it.message ?? ''}`).join();
    },
    isOpen: async (namespace, name) => {
      const { metadata, status } = await readSealed(namespace, name);
      const isLatest = status?.observedGeneration === metadata.generation;
      return isLatest && status?.conditions?.[0]?.status === 'True';
    },
    stop: async () => {
      await unsealing.stop();
      await apiServer.close();
    },
  };
}

interface Unsealed {
  metadata: { generation: number };
  status?: { observedGeneration?: number; conditions?: { status: string; message?: string }[] };
}

type List = { items: { metadata: { name: string; namespace: string }; data?: Record<string, string> }[] };

function secretValues(json: string): Record<string, string> {
  const { items } = JSON.parse(json) as List;
  return Object.fromEntries(
    items
      .filter(({ metadata }) => NAMESPACES.includes(metadata.namespace))
      .flatMap(({ metadata, data = {} }) =>
        Object.entries(data).map(([key, value]) => [
          `${metadata.namespace}/${metadata.name}/${key}`,
          Buffer.from(value, 'base64').toString(),
        ]),
      ),
  );
}

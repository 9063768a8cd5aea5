import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTemporaryDirectory, removeDirectory } from '@vc/local/temporary-directory.ts';
import { type Behaviour, fails, findBehaviour, says } from '../../cluster/behaviour.ts';
import { type Call, type Recorder, startRecorder } from '../../cluster/recorder.ts';

/** What a Docker engine and kind have on a machine. */
export interface KindWorld {
  /** Of the engine; no engine without it. */
  cgroupVersion?: string;
  /** Whether a registry answers. */
  hasRegistry: boolean;
  container?: 'running' | 'stopped';
  /** What kind was told when it made the cluster. */
  configuration?: unknown;
  /** Whether the kubelet's request for a certificate has been approved. */
  isApproved: boolean;
  /** Names of the engine's images, with the target that each was built for. */
  built: Record<string, string>;
  /** Digests by name in the node's containerd. */
  node: Record<string, string>;
}

const NODE = 'video-converter-control-plane';
const IN_NODE = `docker exec ${NODE} ctr --namespace=k8s.io`;
const IMAGE = String.raw`kindest/node:v1\.36\.4@sha256:099e049362a1526b2db71494e1947aae99bd16290d7c895f2b7ea312e3cbfaed`;
const ABSENT = fails('No such object');

/** Every call that there may be, to the letter. */
const BEHAVIOURS: Behaviour<KindWorld>[] = [
  { line: 'kind version', answer: () => says('kind v0.33.0 go1.26.8 linux/amd64') },
  { line: 'kubectl version --client', answer: () => says('Client Version: v1.36.3') },
  {
    line: /kubectl --kubeconfig=(\S+) get --raw=\/readyz/,
    answer: ({ container }, _call, file = '') =>
      container === 'running' && existsSync(file) ? says('ok') : fails('connection refused'),
  },
  {
    line: /kubectl --kubeconfig=\S+ get certificatesigningrequests --field-selector=spec.signerName=kubernetes.io\/kubelet-serving --output=json/,
    answer: ({ isApproved }) =>
      says({ items: [{ metadata: { name: 'csr-1' }, status: isApproved ? { conditions: [{}] } : {} }] }),
  },
  {
    line: /kubectl --kubeconfig=\S+ certificate approve csr-1/,
    answer: world => {
      world.isApproved = true;
      return says('');
    },
  },
  {
    line: new RegExp(`kubectl --kubeconfig=\\S+ get --raw=/api/v1/nodes/${NODE}/proxy/healthz`),
    answer: ({ isApproved }) => (isApproved ? says('ok') : fails('remote error: tls: internal error')),
  },
  {
    line: "docker info '--format={{.CgroupVersion}}'",
    answer: ({ cgroupVersion }) => (cgroupVersion ? says(`${cgroupVersion}\n`) : fails('Cannot connect')),
  },
  {
    line: new RegExp(`docker manifest inspect ${IMAGE}`),
    answer: ({ hasRegistry }) => (hasRegistry ? says('{}') : fails('no such host')),
  },
  {
    line: `docker container inspect '--format={{.State.Running}}' ${NODE}`,
    answer: ({ container }) => (container ? says(`${container === 'running'}\n`) : ABSENT),
  },
  {
    line: `docker start ${NODE}`,
    answer: world => {
      world.container = 'running';
      return says(NODE);
    },
  },
  {
    line: new RegExp(
      `kind create cluster --name=video-converter --image=${IMAGE} --kubeconfig=(\\S+) --wait=5m --config=-`,
    ),
    async answer(world, { input }, kubeconfig = '') {
      if (world.container)
        return fails('node(s) already exist for a cluster with the name "video-converter"');
      world.container = 'running';
      world.configuration = JSON.parse(input);
      await writeFile(kubeconfig, '');
      return says('');
    },
  },
  {
    line: 'kind delete cluster --name=video-converter',
    answer: world => {
      delete world.container;
      world.isApproved = false;
      world.node = {};
      return says('');
    },
  },
  {
    line: /docker image inspect (\S+)/,
    answer: ({ built }, _call, name = '') => (built[name] === undefined ? ABSENT : says('[]')),
  },
  {
    line: /docker build --tag=(\S+) --file=(\S+)(?: --target=(\S+))? (\S+)/,
    answer({ built }, _call, tag = '', dockerfile = '', target = '', context = '') {
      if (!dockerfile.startsWith(context) || !existsSync(dockerfile)) return fails(`no ${dockerfile}`);
      built[tag] = target;
      return says('');
    },
  },
  {
    line: /docker save --output=(\S+) (\S+)/,
    async answer({ built }, _call, file = '', name = '') {
      if (built[name] === undefined) return ABSENT;
      await writeFile(file, name);
      return says('');
    },
  },
  {
    line: /kind load image-archive (\S+) --name=video-converter/,
    async answer({ node }, _call, file = '') {
      const name = await readFile(file, 'utf8');
      node[name] = `sha256:${Buffer.from(name).toString('hex').padEnd(64, '0').slice(-64)}`;
      return says('');
    },
  },
  {
    line: new RegExp(`${IN_NODE} images list name==(\\S+)`),
    answer({ node }, _call, name = '') {
      const image = node[name]
        ? `${name} application/vnd.oci.image.manifest.v1+json ${node[name]} 9 MiB -`
        : '';
      return says(`REF TYPE DIGEST SIZE PLATFORMS LABELS\n${image}\n`);
    },
  },
  {
    line: new RegExp(`${IN_NODE} images tag --force (\\S+) (\\S+)`),
    answer({ node }, _call, name = '', other = '') {
      const digest = node[name];
      if (!digest) return ABSENT;
      node[other] = digest;
      return says(other);
    },
  },
  { line: `${IN_NODE} tasks kill --signal=SIGKILL abc`, answer: () => says('') },
];

/** A machine with Docker and kind, as far as programs say. */
export interface KindMachine {
  world: KindWorld;
  /** Lines of the calls so far that were no questions. */
  changes(): string[];
  /** For the cluster. */
  folder: string;
  close(): Promise<void>;
}

/** Makes one: its programs come first in PATH until it is closed. */
export async function createKindMachine(): Promise<KindMachine> {
  const world: KindWorld = { cgroupVersion: '2', hasRegistry: true, isApproved: false, built: {}, node: {} };
  const lines: string[] = [];
  const recorder = await startRecorder(['docker', 'kind', 'kubectl'], async call => {
    lines.push(call.line);
    return answer(world, call);
  });
  const restorePath = putFirst(recorder);
  const work = await createTemporaryDirectory();
  return {
    world,
    changes: () => lines.filter(line => !/ (?:version|inspect|info|list|get) ?/.test(line)),
    folder: join(work, 'kind-cluster'),
    async close() {
      restorePath();
      await recorder.close();
      await removeDirectory(work);
    },
  };
}

function answer(world: KindWorld, call: Call) {
  const found = findBehaviour(BEHAVIOURS, call);
  if (!found) return { code: 99, stderr: `Nobody expects: ${call.line}` };
  return found.behaviour.answer(world, call, ...found.groups);
}

function putFirst({ folder }: Recorder): () => void {
  const before = process.env.PATH;
  process.env.PATH = `${folder}:${before}`;
  return () => {
    process.env.PATH = before;
  };
}

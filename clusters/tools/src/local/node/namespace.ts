import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { waitUntil } from '@vc/local/waiting.ts';
import { becomeReady, startInBackground } from './background-process.ts';
import { backupFiles, type NodeFiles, S3_PATH } from './layout.ts';
import { listProcesses, processNamespace } from './processes.ts';

const SCRIPT = fileURLToPath(new URL('namespace.sh', import.meta.url));

/** A node that runs on this machine, ours or another's. */
export interface NodeNamespace {
  /** Its first process; all of the node ends with it. */
  pid: number;
  /** The folder of the node. */
  folder: string;
}

/** All nodes that run on this machine, by the command lines of their first processes: no crash of ours can lose these. */
export function listNamespaces(): NodeNamespace[] {
  return listProcesses().flatMap(({ pid, argv: [program, script = '', folder] }) =>
    program === 'sh' && basename(script) === basename(SCRIPT) && folder ? [{ pid, folder }] : [],
  );
}

/** The namespaces of the node with this folder, if it runs. */
export function findNamespace(folder: string): NodeNamespace | undefined {
  return listNamespaces().find(node => node.folder === folder);
}

/** Paths that Kubernetes, containerd, CNI and our equipment have hard-coded, and where they lie instead. */
function redirections(files: NodeFiles) {
  return [
    { path: '/var/lib/kubelet', to: files.kubelet },
    { path: '/var/lib/cni', to: dirname(files.cniResults) },
    { path: '/var/log/containers', to: join(files.folder, 'log-links') },
    { path: '/run/containerd', to: join(files.run, 'containerd') },
    { path: S3_PATH, to: backupFiles(files.folder).data },
  ];
}

/** Those of these paths that this machine lacks: they are made for the node, empty, and go with it. */
export function missingMountPoints(files: NodeFiles): string[] {
  return redirections(files)
    .map(({ path }) => path)
    .filter(path => !existsSync(path));
}

/** Makes the namespaces; nothing is left of earlier sockets, as after a reboot. */
export async function createNamespace(files: NodeFiles): Promise<NodeNamespace> {
  await rm(files.run, { recursive: true, force: true });
  const pairs = redirections(files);
  for (const folder of pairs.flatMap(({ path, to }) => [path, to])) await mkdir(folder, { recursive: true });
  const log = join(files.logs, 'namespace.log');
  const isRunning = await startInBackground(
    [
      // What this machine mounts and unmounts reaches the node, never the other way round.
      ...(['unshare', '--mount', '--propagation=slave', '--pid', '--fork', '--kill-child'] as const),
      ...['--mount-proc', 'sh', SCRIPT, files.folder, ...pairs.map(({ path, to }) => `${to}:${path}`)],
    ],
    log,
  );
  const isReady = async () => existsSync(join(files.run, 'ready'));
  await becomeReady({ name: 'The first process of the node', log, isRunning, isReady });
  const namespace = findNamespace(files.folder);
  if (!namespace) throw new Error(`The first process of the node has ended: ${log}`);
  return namespace;
}

/** Ends every process of a node at once, as when the power fails, and waits until the last is gone. */
export async function endNamespace({ pid }: NodeNamespace): Promise<void> {
  const namespace = processNamespace(pid);
  if (!namespace) return; // it has just ended by itself
  process.kill(pid, 'SIGKILL');
  await waitUntil('the processes of the node have ended', async () =>
    listProcesses().every(other => processNamespace(other.pid) !== namespace),
  );
}

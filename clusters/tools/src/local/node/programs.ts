import { mkdir, rename, rm, symlink } from 'node:fs/promises';
import { findProgram } from '@vc/local/find-program.ts';
import type { Progress } from '@vc/local/progress.ts';
import { ensurePrograms } from '@vc/local/system-packages.ts';
import { ensureTool } from '../../go-tool.ts';
import type { ToolName } from '../../tools.ts';
import type { NodeFiles } from './layout.ts';

const KUBERNETES = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubelet', 'kube-proxy'];
const CONTAINERD = ['containerd', 'containerd-shim-runc-v2', 'ctr'];
const CNI = ['bridge', 'loopback', 'host-local', 'portmap'];
const BUILT = ['etcd', 'kubectl', ...KUBERNETES, ...CONTAINERD, ...CNI] as ToolName[];

/** From Debian: runc since an own build would lack seccomp, catatonit as the process that holds a pod's namespaces. */
const INSTALLED = ['runc', 'catatonit'] as const;
const SYSTEM = ['openssl', 'iptables', 'ip', 'nsenter', 'unshare', 'setpriv', 'flock', 'tar'] as const;

/** Installs what a node is made of and what makes it. */
export async function installPrograms(progress: Progress): Promise<void> {
  await ensurePrograms([...INSTALLED, ...SYSTEM], progress);
}

/** Finds or builds what has to be built, and links all by their plain names into the node's folder: plug-ins are found by name. */
export async function linkPrograms(files: NodeFiles, progress: Progress): Promise<void> {
  await mkdir(files.programs, { recursive: true });
  for (const name of BUILT) await link(await ensureTool(name, progress), files.program(name));
  for (const name of INSTALLED) await link(findProgram(name) ?? name, files.program(name));
  // Ours is TypeScript. Under its name, as programs of a node are told apart by theirs.
  await link(process.execPath, files.program('network-policies'));
}

/** Replaces what an older version of us has linked, in one step. */
async function link(target: string, path: string): Promise<void> {
  const work = `${path}.new`;
  await rm(work, { force: true });
  await symlink(target, work);
  await rename(work, path);
}

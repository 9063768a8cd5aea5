import { existsSync } from 'node:fs';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '@vc/local/command.ts';
import { removeTree } from '@vc/local/native/bootstrap.ts';
import { missingControllers } from './cgroups.ts';
import { FILTERED_BRIDGES, readOnlySettings } from './kernel-settings.ts';
import { UnsuitableMachine } from './unsuitable-machine.ts';

/** Something that a node cannot do without. */
export interface Capability {
  /** Tries it, leaving nothing behind. @returns what this machine lacks, as the end of "This machine …" */
  findLack(): Promise<string | undefined>;
}

/** What the pods of `clusters/local` reserve, and some for the node itself: with less, some would stay Pending. */
const LEAST = { cores: 2, gibibytes: 9 };

/** All of them; those that change the network or mounts are tried in a namespace that goes with the attempt. */
function capabilities(folder: string): Capability[] {
  return [
    { findLack: async () => tooSmall() },
    tried('makes no namespaces', ['unshare', '--mount', '--net', '--pid', '--fork', '--mount-proc', 'true']),
    tried('makes no bridges', [...inNetwork, ...['ip', 'link', 'add', 'vc-probe', 'type', 'bridge']]),
    tried('makes no pairs of virtual network devices', [
      ...inNetwork,
      ...['ip', 'link', 'add', 'vc-one', 'type', 'veth', 'peer', 'name', 'vc-other'],
    ]),
    tried('has no iptables that translate addresses', [
      ...inNetwork,
      ...['iptables', '--wait', '--table', 'nat', '--append', 'POSTROUTING', '--jump', 'MASQUERADE'],
    ]),
    tried('has no iptables that know connections', [
      ...inNetwork,
      ...['iptables', '--wait', '--append', 'FORWARD', '--match', 'conntrack', '--ctstate', 'NEW'],
    ]),
    { findLack: missingFilter },
    { findLack: readOnlyKernel },
    { findLack: () => missingOverlay(folder) },
    { findLack: async () => missingControlGroups() },
  ];
}

/**
 * Tries what a node needs, before anything is built for it.
 *
 * @param folder where the node's data would be: not every file system can be the upper one of an overlay
 * @throws {UnsuitableMachine} that names the first thing which this machine lacks
 */
export async function requireCapabilities(
  folder: string,
  needed: readonly Capability[] = capabilities(folder),
): Promise<void> {
  for (const { findLack } of needed) {
    const lack = await findLack();
    if (lack) throw new UnsuitableMachine(`This machine ${lack}, which a cluster needs.`);
  }
}

const inNetwork = ['unshare', '--net'] as const;

function tried(lack: string, command: readonly [string, ...string[]]): Capability {
  return { findLack: async () => ((await runCommand(command)).code === 0 ? undefined : lack) };
}

function tooSmall(): string | undefined {
  const isLarge = cpus().length >= LEAST.cores && totalmem() >= LEAST.gibibytes * 2 ** 30;
  return isLarge ? undefined : `has less than ${LEAST.cores} cores or ${LEAST.gibibytes} GiB of memory`;
}

/** Without it, answers of a pod to another would bypass the rules that have led the question there. */
async function missingFilter(): Promise<string | undefined> {
  if (!existsSync(FILTERED_BRIDGES)) await runCommand(['modprobe', 'br_netfilter']);
  return existsSync(FILTERED_BRIDGES) ? undefined : 'has no br_netfilter in its kernel';
}

async function readOnlyKernel(): Promise<string | undefined> {
  const [setting] = readOnlySettings();
  return setting && `does not let us write ${setting}`;
}

async function missingOverlay(folder: string): Promise<string | undefined> {
  await mkdir(folder, { recursive: true });
  const work = await mkdtemp(join(folder, 'overlay-probe-'));
  try {
    const at = (name: string) => join(work, name);
    for (const name of ['lower', 'upper', 'work', 'merged']) await mkdir(at(name));
    const layers = `lowerdir=${at('lower')},upperdir=${at('upper')},workdir=${at('work')}`;
    const mount = ['mount', '--types', 'overlay', '--options', layers, 'overlay', at('merged')];
    const { code } = await runCommand(['unshare', '--mount', '--propagation=private', ...mount]);
    return code === 0 ? undefined : `mounts no overlay file system in ${folder}`;
  } finally {
    await removeTree(work);
  }
}

function missingControlGroups(): string | undefined {
  const missing = missingControllers();
  return missing.length > 0 ? `makes no control groups for ${missing.join(', ')}` : undefined;
}

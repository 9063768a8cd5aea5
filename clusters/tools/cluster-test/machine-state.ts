import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { runSuccessfully } from '@vc/local/command.ts';
import { readKernelSettings } from '../src/local/node/kernel-settings.ts';
import { listProcesses } from '../src/local/node/processes.ts';

/** Where Kubernetes, containerd and CNI put things when nobody tells them otherwise. */
const USUAL_PLACES = [
  ...['/var/lib/kubelet', '/var/lib/containerd', '/var/lib/cni', '/var/log/containers', '/var/log/pods'],
  ...['/run/nri', '/run/netns', '/var/run/kubernetes', '/opt/cni', '/opt/containerd', '/etc/cni'],
  ...['/usr/libexec/kubernetes', '/etc/kubernetes'],
];

/** What a node could leave on a machine, as lists that can be compared. */
export async function readMachineState(folder: string): Promise<Record<string, string[]>> {
  return {
    processes: nodeProcesses(folder),
    mounts: readFileSync('/proc/mounts', 'utf8').trim().split('\n').toSorted(),
    devices: readdirSync('/sys/class/net').toSorted(),
    routes: (await runSuccessfully(['ip', 'route', 'show', 'table', 'all'])).trim().split('\n').toSorted(),
    firewall: [...(await firewall('iptables-save')), ...(await firewall('ip6tables-save'))],
    controlGroups: directories('/sys/fs/cgroup').filter(path => /kube|k8s|containerd/.test(path)),
    kernelSettings: Object.entries(readKernelSettings()).map(pair => pair.join('=')),
    files: [...USUAL_PLACES, folder].filter(path => existsSync(path)),
  };
}

/** Other programs come and go meanwhile: these name the folder, or run in a pod. */
function nodeProcesses(folder: string): string[] {
  return listProcesses()
    .filter(
      ({ pid, argv }) => argv.some(word => word.includes(folder)) || controlGroup(pid).includes('kubepods'),
    )
    .map(({ argv }) => argv.join(' '));
}

function controlGroup(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cgroup`, 'utf8');
  } catch {
    return ''; // it has ended meanwhile
  }
}

/** Rules and chains, but for the built-in ones, which may appear as soon as somebody looks. */
async function firewall(program: string): Promise<string[]> {
  const saved = await runSuccessfully([program]);
  return saved.split('\n').filter(line => line.startsWith('-A') || /^:\S+ -/.test(line));
}

function directories(folder: string): string[] {
  const below = readdirSync(folder)
    .map(name => join(folder, name))
    .filter(path => statSync(path, { throwIfNoEntry: false })?.isDirectory());
  return below.flatMap(path => [path, ...directories(path)]);
}

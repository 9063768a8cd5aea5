import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** What kubelet, kube-proxy and the bridge plug-in change below /proc/sys, for the whole machine. */
const CHANGED = [
  'net/ipv4/ip_forward',
  'net/ipv4/conf/all/route_localnet',
  'vm/overcommit_memory',
  'vm/panic_on_oom',
  'kernel/panic',
  'kernel/panic_on_oops',
  'kernel/keys/root_maxkeys',
  'kernel/keys/root_maxbytes',
];

/** Values by path below /proc/sys. */
export type KernelSettings = Record<string, string>;

/** What they are now. */
export function readKernelSettings(): KernelSettings {
  const known = CHANGED.filter(name => existsSync(fileOf(name)));
  return Object.fromEntries(known.map(name => [name, readFileSync(fileOf(name), 'utf8').trim()]));
}

/** Sets what differs. */
export function restoreKernelSettings(settings: KernelSettings): void {
  const now = readKernelSettings();
  for (const [name, value] of Object.entries(settings)) {
    if (now[name] !== value) writeFileSync(fileOf(name), value);
  }
}

const fileOf = (name: string) => `/proc/sys/${name}`;

import { accessSync, constants, existsSync, readFileSync, writeFileSync } from 'node:fs';

/** Whether the firewall sees what goes from one pod to another over their bridge. */
export const FILTERED_BRIDGES = '/proc/sys/net/bridge/bridge-nf-call-iptables';

/** What kubelet, kube-proxy, the bridge plug-in, and we change, for the whole machine. */
const CHANGED = [
  FILTERED_BRIDGES,
  '/proc/sys/net/ipv4/ip_forward',
  '/proc/sys/net/ipv4/conf/all/route_localnet',
  '/proc/sys/vm/overcommit_memory',
  '/proc/sys/vm/panic_on_oom',
  '/proc/sys/kernel/panic',
  '/proc/sys/kernel/panic_on_oops',
  '/proc/sys/kernel/keys/root_maxkeys',
  '/proc/sys/kernel/keys/root_maxbytes',
];

/** Values by file. */
export type KernelSettings = Record<string, string>;

/** What these settings are now. */
export function readKernelSettings(): KernelSettings {
  const known = CHANGED.filter(file => existsSync(file));
  return Object.fromEntries(known.map(file => [file, readFileSync(file, 'utf8').trim()]));
}

/** Sets what differs. */
export function writeKernelSettings(settings: KernelSettings): void {
  const now = readKernelSettings();
  for (const [file, value] of Object.entries(settings)) {
    if (now[file] !== value) writeFileSync(file, value);
  }
}

/** Makes Services work between pods; the rest is set by those who need it. */
export function filterBridges(): void {
  writeKernelSettings({ [FILTERED_BRIDGES]: '1' });
}

/** Those of them that even root may not write here, as in most containers. */
export function readOnlySettings(): string[] {
  return Object.keys(readKernelSettings()).filter(file => {
    try {
      accessSync(file, constants.W_OK);
      return false;
    } catch {
      return true;
    }
  });
}

import { existsSync } from 'node:fs';
import { readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { removeBridges } from './bridges.ts';
import { removePodCgroups } from './cgroups.ts';
import { listNodeChains, removeRules } from './firewall.ts';
import { type KernelSettings, readKernelSettings, writeKernelSettings } from './kernel-settings.ts';
import type { NodeFiles } from './layout.ts';
import { missingMountPoints } from './namespace.ts';

/** What this machine was like before a node ran on it, as far as nodes change it. */
interface Machine {
  /** Which boot of the machine it was: with the next, all but folders is as before by itself. */
  boot: string;
  kernelSettings: KernelSettings;
  /** Names of firewall chains. */
  chains: string[];
  /** Folders that were not there. */
  missingFolders: string[];
}

/** Of a machine whose node's folder somebody has removed. */
const UNKNOWN = { kernelSettings: {}, chains: [], missingFolders: [] };

/** Notes what this machine is like: before anything is changed. */
export async function rememberMachine(files: NodeFiles): Promise<void> {
  const machine: Machine = {
    boot: await currentBoot(),
    kernelSettings: readKernelSettings(),
    chains: await listNodeChains(),
    missingFolders: missingMountPoints(files),
  };
  const work = `${files.before}.new`;
  await writeFile(work, JSON.stringify(machine));
  await rename(work, files.before);
}

/** Whether something is to be made as it was: a node was started and not stopped since. */
export function isMachineChanged(files: NodeFiles): boolean {
  return existsSync(files.before);
}

/** Makes this machine what it was, once no process of the node is left; by what was noted, if that is still there. */
export async function restoreMachine(files: NodeFiles): Promise<void> {
  const boot = await currentBoot();
  const before = isMachineChanged(files)
    ? (JSON.parse(await readFile(files.before, 'utf8')) as Machine)
    : { ...UNKNOWN, boot };
  if (before.boot === boot) {
    await removeBridges();
    await removeRules(before.chains);
    await removePodCgroups();
    writeKernelSettings(before.kernelSettings);
  }
  for (const folder of before.missingFolders) await rmdir(folder).catch(ignoreGone);
  await rm(files.before, { force: true });
}

function currentBoot(): Promise<string> {
  return readFile('/proc/sys/kernel/random/boot_id', 'utf8');
}

/** It may be gone, or somebody else has come to use it. */
function ignoreGone(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTEMPTY') throw error;
}

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
  kernelSettings: KernelSettings;
  /** Names of firewall chains. */
  chains: string[];
  /** Folders that were not there. */
  missingFolders: string[];
}

/** Notes what this machine is like: before anything is changed. */
export async function rememberMachine(files: NodeFiles): Promise<void> {
  const machine: Machine = {
    kernelSettings: readKernelSettings(),
    chains: await listNodeChains(),
    missingFolders: missingMountPoints(files),
  };
  const work = `${files.before}.new`;
  await writeFile(work, JSON.stringify(machine));
  await rename(work, files.before);
}

/** Makes this machine what it was, once no process of the node is left. Does nothing where nothing was noted. */
export async function restoreMachine(files: NodeFiles): Promise<void> {
  if (!existsSync(files.before)) return;
  const before = JSON.parse(await readFile(files.before, 'utf8')) as Machine;
  await removeBridges();
  await removeRules(before.chains);
  await removePodCgroups();
  writeKernelSettings(before.kernelSettings);
  for (const folder of before.missingFolders) await rmdir(folder).catch(ignoreGone);
  await rm(files.before);
}

/** It may be gone, or somebody else has come to use it. */
function ignoreGone(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTEMPTY') throw error;
}

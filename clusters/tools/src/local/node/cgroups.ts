import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '@vc/local/command.ts';
import { waitUntil } from './waiting.ts';

const ROOT = '/sys/fs/cgroup';

/** The control groups that kubelet keeps its pods in: one, or one for each controller under version 1. */
export function podCgroups(): string[] {
  const controllers = readdirSync(ROOT, { withFileTypes: true }).filter(entry => entry.isDirectory());
  const parents = [ROOT, ...controllers.map(({ name }) => join(ROOT, name))];
  return parents.map(parent => join(parent, 'kubepods')).filter(path => existsSync(path));
}

/** Removes them; the kernel may still be at those of processes that have just ended. */
export async function removePodCgroups(): Promise<void> {
  await waitUntil('the control groups of pods are empty', async () => {
    for (const path of podCgroups()) await runCommand(['find', path, '-depth', '-type', 'd', '-delete']);
    return podCgroups().length === 0;
  });
}

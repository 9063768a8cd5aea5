import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '@vc/local/command.ts';
import { waitUntil } from '@vc/local/waiting.ts';

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

/** What kubelet bounds pods with. */
const CONTROLLERS = ['cpu', 'cpuset', 'memory', 'pids'];

/** Those of kubelet's controllers for which no control group can be made; it is tried with an empty one. */
export function missingControllers(root: string = ROOT): string[] {
  const unified = join(root, 'cgroup.controllers');
  if (!existsSync(unified)) return CONTROLLERS.filter(name => !canMakeGroup(join(root, name)));
  const known = readFileSync(unified, 'utf8').split(/\s+/);
  return canMakeGroup(root) ? CONTROLLERS.filter(name => !known.includes(name)) : CONTROLLERS;
}

function canMakeGroup(parent: string): boolean {
  const group = join(parent, `video-converter-probe-${process.pid}`);
  try {
    mkdirSync(group);
    rmdirSync(group);
    return true;
  } catch {
    return false;
  }
}

import { readdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';

const ROOT = '/sys/fs/cgroup';

/** Removes an empty control group, with all below it, from every hierarchy (cgroup v1) or from the one there is (v2). */
export async function removeControlGroups(name: string, root: string = ROOT): Promise<void> {
  const hierarchies = (await folders(root)).map(hierarchy => join(root, hierarchy, name));
  for (const group of [join(root, name), ...hierarchies]) await removeGroup(group);
}

/** Files of a control group are the kernel's, and go with their folder. */
async function removeGroup(folder: string): Promise<void> {
  for (const child of await folders(folder)) await removeGroup(join(folder, child));
  await rmdir(folder).catch(() => {}); // never was here, or somebody is still in it
}

async function folders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter(entry => entry.isDirectory()).map(({ name }) => name);
}

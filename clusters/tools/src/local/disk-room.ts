import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '@vc/local/command.ts';
import { UnsuitableMachine } from './node/unsuitable-machine.ts';

/** What images take that are built, kept and unpacked, and the data of a cluster beside them, in GiB: 19 were seen. */
const NEEDED = 24;

/** Where images are kept from one cluster to the next. */
const KEPT = ['local-images', 'node-images'];

const GIBIBYTE = 2 ** 30;

/**
 * Where the disk runs full, kubelet removes pods, and what fails then looks like a fault of theirs.
 *
 * @param folder our cache
 * @throws {UnsuitableMachine} where the disk has too little room for images and a cluster
 */
export async function requireRoom(folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const { stdout } = await runCommand(['du', '-sk', '--total', ...KEPT.map(name => join(folder, name))]);
  const kept = Number(stdout.trimEnd().split('\n').at(-1)?.split('\t')[0]) * 1024;
  requireEnough(bavail * bsize, kept);
}

/** @throws {UnsuitableMachine} unless what is free suffices, together with what is kept already; in bytes */
export function requireEnough(free: number, kept: number): void {
  const wanted = Math.max(NEEDED - kept / GIBIBYTE, NEEDED / 3); // the cluster's own data are always new
  if (free / GIBIBYTE >= wanted) return;
  const [has, needs] = [free / GIBIBYTE, wanted].map(amount => amount.toFixed(0));
  throw new UnsuitableMachine(`The disk has ${has} GiB left, and a cluster with its images takes ${needs}.`);
}

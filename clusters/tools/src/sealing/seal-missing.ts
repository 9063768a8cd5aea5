import type { Asking } from './asking.ts';
import { assignNew, isSealed, placesOf } from './assignments.ts';
import { type SecretEntry, titleOf } from './inventory.ts';
import {
  type Changes,
  readOwnSecrets,
  readSealedSecrets,
  type SealedCluster,
  type SealedSecrets,
  sealInto,
} from './sealed-cluster.ts';

/**
 * Makes and seals whatever is missing, and leaves alone what is there. What is sealed cannot be read: a value of which one key is
 * missing is made anew for all of its keys.
 */
export async function sealMissing(cluster: SealedCluster, asking: Asking): Promise<Changes> {
  const sealed = await readOwnSecrets(cluster);
  const wanted = await wantedEntries(cluster.inventory, sealed, asking);
  const missing = placesOf(wanted).filter(place => !isSealed(place, sealed));
  return sealInto(cluster, sealed, await assignNew(cluster.inventory, missing, asking));
}

/** Makes all values anew, whatever is there: for a new sealing key and empty datastores. */
export async function sealAll(cluster: SealedCluster, asking: Asking): Promise<Changes> {
  const sealed = await readSealedSecrets(cluster);
  const agreed = await asking.agrees(
    'All values become new. Nothing that runs with the old ones, and no data sealed or guarded by them, can be used any more: this is for a new cluster.',
  );
  if (!agreed) return { secrets: new Map(), restarts: [], sealed: new Set(sealed.keys()) };
  const wanted = await wantedEntries(cluster.inventory, sealed, asking);
  return sealInto(cluster, new Map(), await assignNew(cluster.inventory, placesOf(wanted), asking));
}

/** What an installation may do without is wanted where it has a file, and else asked for while it is still incomplete. */
async function wantedEntries(
  inventory: readonly SecretEntry[],
  sealed: SealedSecrets,
  asking: Asking,
): Promise<SecretEntry[]> {
  const isThere = (entry: SecretEntry) => sealed.has(titleOf(entry));
  const isComplete = inventory.every(entry => entry.optional || isThere(entry));
  const wanted: SecretEntry[] = [];
  for (const entry of inventory) {
    const { optional } = entry;
    if (!optional || isThere(entry) || (!isComplete && (await asking.wants(optional)))) wanted.push(entry);
  }
  return wanted;
}

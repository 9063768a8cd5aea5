import { SetupError } from '@vc/local/setup-error.ts';
import type { Asking } from './asking.ts';
import {
  assign,
  assignAsked,
  assignNew,
  isSealed,
  newValue,
  placesOf,
  placesOfValue,
} from './assignments.ts';
import { type SecretEntry, titleOf } from './inventory.ts';
import { ROTATION_ENDED } from './jwt-rotation.ts';
import {
  type Assignment,
  type Changes,
  readOwnSecrets,
  type SealedCluster,
  type SealedSecrets,
  sealInto,
} from './sealed-cluster.ts';
import { type Rotation, SECRET_VALUES, secretValue, type ValueName } from './secret-values.ts';

/**
 * Puts a new value in the place of an old one, in every key that holds it; no other key is touched.
 *
 * @param name of a value, of one key (`gateway/database-url`), or of a Secret that an installation may do without (`repository`)
 * @throws {SetupError} where there is no such thing, or it must not be done
 */
export async function rotate(cluster: SealedCluster, name: string, asking: Asking): Promise<Changes> {
  const sealed = await readOwnSecrets(cluster);
  const assignments = await newAssignments(cluster.inventory, sealed, name, asking);
  const isOfJwtKeys = assignments.some(({ key }) => key === 'jwt-keys');
  return sealInto(cluster, sealed, assignments, isOfJwtKeys ? ROTATION_ENDED : {});
}

async function newAssignments(
  inventory: readonly SecretEntry[],
  sealed: SealedSecrets,
  name: string,
  asking: Asking,
): Promise<Assignment[]> {
  const place = placesOf(inventory).find(({ entry, key }) =>
    [`${entry.name}/${key}`, `${titleOf(entry)}/${key}`].includes(name),
  );
  // Whatever it is: a key that stored data was sealed with, which only another value would make unreadable, comes back this way.
  if (place) return [await assignAsked(place, asking)];
  const optional = inventory.filter(entry => entry.optional && entry.name === name);
  if (optional.length > 0) return assignNew(inventory, placesOf(optional), asking);
  if (!isValueName(name)) throw new SetupError(`No value is called ${name}: --list names them all.`);
  const places = placesOfValue(inventory, name);
  if (places.length === 0) throw new SetupError(notHeld(inventory, name));
  const { origin, rotation = {} } = secretValue(name);
  const isThere = places.some(it => isSealed(it, sealed));
  if (isThere && rotation.refused) throw new SetupError(`${name} cannot be rotated. ${rotation.refused}`);
  if (isThere && rotation.costs && !(await asking.agrees(rotation.costs))) return [];
  return assign(inventory, name, await newValue(name, (isThere && rotation.question) || origin, asking));
}

/** What is said of the rotation of something, where it is a value. */
export function rotationOf(name: string): Rotation | undefined {
  return isValueName(name) ? secretValue(name).rotation : undefined;
}

function isValueName(name: string): name is ValueName {
  return Object.hasOwn(SECRET_VALUES, name);
}

function notHeld(inventory: readonly SecretEntry[], name: ValueName): string {
  const asked = placesOf(inventory).filter(({ entry, key }) => entry.keys[key]?.value === name);
  const commands = asked.map(({ entry, key }) => `${entry.name}/${key}`);
  return commands.length === 0
    ? `No Secret of this cluster holds ${name}.`
    : `${name} belongs to a managed server: seal ${commands.join(', ')} instead.`;
}

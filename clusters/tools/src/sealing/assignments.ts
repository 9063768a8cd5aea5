import type { Asking } from './asking.ts';
import { type SecretEntry, titleOf } from './inventory.ts';
import { questionForKey } from './questions.ts';
import type { Assignment, SealedSecrets } from './sealed-cluster.ts';
import { type SecretValue, secretValue, type ValueName } from './secret-values.ts';

/** A key of a Secret. */
export interface Place {
  entry: SecretEntry;
  key: string;
}

/** Whether it has a file that holds it. */
export function isSealed({ entry, key }: Place, sealed: SealedSecrets): boolean {
  return sealed.get(titleOf(entry))?.spec?.encryptedData?.[key] !== undefined;
}

/** Every key of an inventory. */
export function placesOf(inventory: readonly SecretEntry[]): Place[] {
  return inventory.flatMap(entry => Object.keys(entry.keys).map(key => ({ entry, key })));
}

/** The keys that hold a value, unless people say what stands in them. */
export function placesOfValue(inventory: readonly SecretEntry[], name: ValueName): Place[] {
  return placesOf(inventory).filter(({ entry, key }) => {
    const { value, isAsked } = entry.keys[key] ?? {};
    return value === name && !isAsked;
  });
}

/** A value, written as each of its keys wants it. */
export function assign(inventory: readonly SecretEntry[], name: ValueName, value: string): Assignment[] {
  return placesOfValue(inventory, name).map(({ entry, key }) => ({
    entry,
    key,
    plaintext: entry.keys[key]?.write?.(value) ?? value,
  }));
}

/**
 * New values for some keys. Those that share a value share the new one, with all other keys that hold it. What people must say
 * is asked for first.
 */
export async function assignNew(
  inventory: readonly SecretEntry[],
  places: readonly Place[],
  asking: Asking,
): Promise<Assignment[]> {
  const asked = places.filter(({ entry, key }) => entry.keys[key]?.isAsked);
  const values = places.flatMap(({ entry, key }) => {
    const { value, isAsked } = entry.keys[key] ?? {};
    return value && !isAsked ? [value] : [];
  });
  const assignments: Assignment[] = [];
  for (const place of asked) assignments.push(await assignAsked(place, asking));
  for (const name of askedFirst(new Set(values))) {
    assignments.push(...assign(inventory, name, await newValue(name, secretValue(name).origin, asking)));
  }
  return assignments;
}

/** What people say shall stand in one key. */
export async function assignAsked({ entry, key }: Place, asking: Asking): Promise<Assignment> {
  const name = `${entry.name}/${key}`;
  return { entry, key, plaintext: await asking.answer(name, questionForKey(titleOf(entry), key)) };
}

/** A new value, from where such values come from. */
export async function newValue(
  name: ValueName,
  origin: SecretValue['origin'],
  asking: Asking,
): Promise<string> {
  return typeof origin === 'function' ? origin() : asking.answer(name, origin);
}

function askedFirst(names: ReadonlySet<ValueName>): ValueName[] {
  const isMade = (name: ValueName) => typeof secretValue(name).origin === 'function';
  return [...names].sort((a, b) => Number(isMade(a)) - Number(isMade(b)));
}

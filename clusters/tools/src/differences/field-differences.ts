import { isDeepStrictEqual } from 'node:util';

/** A field that two objects have differently; what is not there is `undefined`, and of lists what both have is left out. */
export interface FieldDifference {
  /** As kubectl would name it, entries of lists by their names: `spec.template.spec.containers[auth].image`. */
  field: string;
  left: unknown;
  right: unknown;
}

type Fields = Record<string, unknown>;

/** The smallest fields that differ between two objects. Of a text with several lines, the lines that only one has. */
export function fieldDifferences(left: unknown, right: unknown, field = ''): FieldDifference[] {
  if (isDeepStrictEqual(left, right)) return [];
  const [a, b] = [named(left), named(right)];
  if (a && b) {
    const keys = [...new Set([...a.fields.keys(), ...b.fields.keys()])];
    return keys.flatMap(key => fieldDifferences(a.fields.get(key), b.fields.get(key), a.path(field, key)));
  }
  if (Array.isArray(left) && Array.isArray(right)) return entryDifferences(left, right, field);
  if (typeof left === 'string' && typeof right === 'string' && (left + right).includes('\n')) {
    return [{ field, left: linesBeside(left, right), right: linesBeside(right, left) }];
  }
  return [{ field, left, right }];
}

/** What has parts with names, and how these are written behind its own. */
interface Named {
  fields: ReadonlyMap<string, unknown>;
  path: (parent: string, key: string) => string;
}

function named(value: unknown): Named | undefined {
  if (Array.isArray(value)) return namedList(value);
  if (typeof value !== 'object' || value === null) return undefined;
  return {
    fields: new Map(Object.entries(value)),
    path: (parent, key) => (parent ? `${parent}.${key}` : key),
  };
}

/** A list of which each entry has a name of its own, as containers, ports, volumes and claims have. */
function namedList(list: readonly unknown[]): Named | undefined {
  const fields = new Map(list.map(entry => [nameOf(entry), entry]));
  if (fields.has('') || fields.size < list.length) return undefined;
  return { fields, path: (parent, key) => `${parent}[${key}]` };
}

function nameOf(entry: unknown): string {
  const { name, metadata } = (entry ?? {}) as { name?: unknown; metadata?: Fields };
  const own = name ?? metadata?.name;
  return typeof own === 'string' ? own : '';
}

/** Entries that only one has; where that is one each, what differs between the two. */
function entryDifferences(left: unknown[], right: unknown[], field: string): FieldDifference[] {
  const [a, b] = [entriesBeside(left, right), entriesBeside(right, left)];
  if (a.length === 1 && b.length === 1 && typeof a[0] === 'object' && typeof b[0] === 'object') {
    return fieldDifferences(a[0], b[0], `${field}[]`);
  }
  return [{ field, left: a.length > 0 ? a : undefined, right: b.length > 0 ? b : undefined }];
}

function entriesBeside(list: readonly unknown[], other: readonly unknown[]): unknown[] {
  return list.filter(entry => !other.some(it => isDeepStrictEqual(entry, it)));
}

function linesBeside(text: string, other: string): string {
  const known = new Set(other.split('\n'));
  const own = text.split('\n').filter(line => !known.has(line) && line.trim() !== '');
  return own.map(line => line.trim()).join('; ');
}

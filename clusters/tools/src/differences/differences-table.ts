import { alignColumns } from '../table.ts';
import type { Difference } from './cluster-differences.ts';

/** The longest cells, in characters: of a longer value it matters that it differs. */
const LONGEST = { object: 40, field: 44, value: 36 };

/** An Application that only one cluster has is summed up in a line where it has more objects than this. */
const MOST_OBJECTS = 5;

/** A line a difference, by Application and object; `–` for what a cluster does not have. */
export function differencesTable(
  differences: readonly Difference[],
  { left, right }: { left: string; right: string },
): string {
  const rows = [...Map.groupBy(differences, it => it.application)].flatMap(([application, own]) =>
    rowsOf(own).map(row => [application, ...row]),
  );
  const lines = rows.map((row, index) => withoutRepetition(row, rows[index - 1]));
  return alignColumns([['application', 'object', 'field', left, right], ...lines]);
}

function rowsOf(differences: readonly Difference[]): string[][] {
  const count = differences.reduce((sum, { names }) => sum + names.length, 0);
  const [first] = differences;
  if (first && count > MOST_OBJECTS && differences.every(({ field }) => field === '')) {
    return [[`all ${count} objects`, '', shown(first.left), shown(first.right)]];
  }
  return differences.map(it => [
    cut(objectOf(it), LONGEST.object),
    cutStart(shortField(it.field), LONGEST.field),
    cut(shown(it.left), LONGEST.value),
    cut(shown(it.right), LONGEST.value),
  ]);
}

/** `Deployment auth`, or how many of a kind. */
function objectOf({ kind, names }: Difference): string {
  return names.length > 2 ? `${names.length} ${kind}s` : `${kind} ${names.join(', ')}`;
}

/** Without what every field of a pod, or of an object, begins with. */
function shortField(field: string): string {
  return field.replace(/^spec\.(?:template\.spec\.)?/, '');
}

function shown(value: unknown): string {
  if (value === undefined || value === '') return '–';
  if (Array.isArray(value)) return value.map(shown).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

/** Of a path, its end says most. */
function cutStart(text: string, length: number): string {
  return text.length > length ? `…${text.slice(1 - length)}` : text;
}

/** An Application and an object are named in the first of their lines. */
function withoutRepetition([application = '', object = '', ...cells]: string[], before?: string[]): string[] {
  const isSame = application === before?.[0];
  return [isSame ? '' : application, isSame && object === before?.[1] ? '' : object, ...cells];
}

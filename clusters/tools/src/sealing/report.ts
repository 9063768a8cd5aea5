import { alignColumns } from '../table.ts';
import { placesOf } from './assignments.ts';
import type { Problem } from './check.ts';
import { type SecretEntry, titleOf } from './inventory.ts';
import type { Changes } from './sealed-cluster.ts';
import { SECRET_VALUES, secretValue, type ValueName } from './secret-values.ts';

/** One line a Secret: how many of its keys are new, how many were kept. */
export function describeSecrets(inventory: readonly SecretEntry[], { secrets, sealed }: Changes): string {
  const rows = inventory
    .filter(entry => sealed.has(titleOf(entry)))
    .map(entry => {
      const made = secrets.get(titleOf(entry)) ?? [];
      const all = Object.keys(entry.keys);
      const kept = all.length - made.length;
      return [titleOf(entry), String(made.length), String(kept), made.join(', ')];
    });
  return alignColumns([['secret', 'new', 'kept', 'new keys'], ...rows]);
}

/** What has changed, what will restart, and what is left to do. */
export function describeChanges({ secrets, restarts }: Changes, afterwards: string | undefined): string {
  if (secrets.size === 0) return 'Nothing has changed.';
  return [
    ...[...secrets].map(([title, keys]) => `✓ ${title}: ${keys.join(', ')}`),
    ...(restarts.length > 0 ? [`Restarts once this is pushed: ${restarts.join(', ')}`] : []),
    ...(afterwards ? [afterwards] : []),
  ].join('\n');
}

/** Every value that Secrets of a cluster hold, and where. */
export function describeValues(inventory: readonly SecretEntry[]): string {
  return alignColumns([['value', 'what it is', 'where it stands'], ...valueRows(inventory)]);
}

function valueRows(inventory: readonly SecretEntry[]): string[][] {
  const places = placesOf(inventory);
  return (Object.keys(SECRET_VALUES) as ValueName[])
    .map(name => ({ name, held: places.filter(({ entry, key }) => entry.keys[key]?.value === name) }))
    .filter(({ held }) => held.length > 0)
    .map(({ name, held }) => [
      name,
      secretValue(name).title,
      held.map(({ entry, key }) => `${entry.name}/${key}`).join(', '),
    ]);
}

/** One line a problem, with the command that mends it. */
export function describeProblems(problems: readonly Problem[], command: string): string {
  if (problems.length === 0) return '✓ every secret is there, and sealed';
  return problems
    .map(({ file, problem, mend }) => {
      const mending = mend === undefined ? '' : ` — ${`${command} ${mend}`.trimEnd()}`;
      return `✗ ${file}: ${problem}${mending}`;
    })
    .join('\n');
}

import { stringify } from 'yaml';
import type { Manifest } from '../kubernetes/objects.ts';
import type { ApplicationChanges, ObjectChange } from './cluster-changes.ts';
import { lineDifference } from './line-difference.ts';

/** GitHub takes no longer comment; counted in characters. */
const LONGEST_COMMENT = 65_536;
/** Kept free for the sentence that says what was left out. */
const RESERVE = 500;

const SIGNS = { add: '+', change: '~', prune: '-' } as const;

/** A comment for a pull request: what is refused first, then a collapsible part an Application. Cut honestly where too long. */
export function changesAsMarkdown(
  cluster: string,
  since: string,
  applications: readonly ApplicationChanges[],
  longest = LONGEST_COMMENT,
): string {
  const title = `### What Argo CD would change in \`${cluster}\` since \`${since}\``;
  if (applications.length === 0) return `${title}\n\nNothing.\n`;
  const refused = applications.flatMap(it => it.refused.map(problem => `- ❌ ${it.application}: ${problem}`));
  const warning =
    refused.length > 0 ? [['**The API server would refuse this:**', '', ...refused].join('\n')] : [];
  const opening = [title, ...warning, counts(applications)].join('\n\n');
  return `${fit(opening, applications.map(details), longest)}\n`;
}

/** As many parts as there is room for; of each other its first line alone. */
function fit(opening: string, parts: readonly { short: string; full: string }[], longest: number): string {
  let text = opening;
  let left = 0;
  const rest = (from: number) => parts.slice(from).reduce((sum, { short }) => sum + short.length + 2, 0);
  for (const [index, { short, full }] of parts.entries()) {
    const isRoom = text.length + full.length + 2 + rest(index + 1) <= longest - RESERVE;
    if (!isRoom) left++;
    text += `\n\n${isRoom ? full : short}`;
  }
  if (left === 0) return text;
  const note =
    `⚠️ The objects of ${left} of ${parts.length} Applications are not shown, since a comment holds ${longest} ` +
    'characters; `npm run render -- <cluster> --yaml <application>` shows all that would be applied.';
  return `${text.slice(0, longest - note.length - 3)}\n\n${note}`;
}

function counts(applications: readonly ApplicationChanges[]): string {
  const all = applications.flatMap(({ changes }) => changes);
  const count = (action: ObjectChange['action']) => all.filter(it => it.action === action).length;
  return `${count('add')} to add, ${count('change')} to change, ${count('prune')} to prune.`;
}

function details({ application, changes }: ApplicationChanges): { short: string; full: string } {
  const list = changes.map(({ action, title }) => `${SIGNS[action]} ${title}`).join(', ');
  const summary = `<b>${application}</b>: ${changes.length} ${changes.length === 1 ? 'object' : 'objects'}`;
  const bodies = changes.map(({ action, title, before, after }) => {
    const difference = lineDifference(asText(before), asText(after));
    return `\`${SIGNS[action]}\` ${title} (${action})\n\n${fenced(difference)}`;
  });
  return {
    short: `${summary} (not shown)`,
    full: [`<details><summary>${summary}</summary>`, `${list}`, ...bodies, '</details>'].join('\n\n'),
  };
}

function asText(manifest: Manifest | undefined): string {
  return manifest
    ? stringify(withoutValues(manifest), { lineWidth: 0, aliasDuplicateObjects: false }).trimEnd()
    : '';
}

/** A Secret's values are nobody's business here, sealed or not. */
function withoutValues(manifest: Manifest): Manifest {
  if (manifest.kind !== 'Secret') return manifest;
  const hidden = Object.keys(manifest.data ?? {}).map(key => [key, '(hidden)']);
  return { ...manifest, data: Object.fromEntries(hidden) };
}

/** A fence longer than any in the text. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}diff\n${text}\n${fence}`;
}

/** Lines around a change that are shown with it. */
const CONTEXT = 3;

interface Line {
  sign: ' ' | '-' | '+';
  text: string;
}

/** What differs between two texts, as `diff -u` shows it, without file names and line numbers. */
export function lineDifference(before: string, after: string): string {
  const lines = align(before ? before.split('\n') : [], after ? after.split('\n') : []);
  const isNear = (index: number) =>
    lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ sign }) => sign !== ' ');
  return lines
    .flatMap(({ sign, text }, index) => {
      if (isNear(index)) return [`${sign} ${text}`];
      return index > 0 && isNear(index - 1) ? ['…'] : [];
    })
    .join('\n')
    .replace(/\n…$/, '');
}

/** By the longest common subsequence, after what both begin and end with alike: manifests are short, or differ little. */
function align(before: readonly string[], after: readonly string[]): Line[] {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  let end = 0;
  const shortest = Math.min(before.length, after.length) - start;
  while (end < shortest && before.at(-1 - end) === after.at(-1 - end)) end++;
  return [
    ...before.slice(0, start).map(keep),
    ...alignMiddle(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...before.slice(before.length - end).map(keep),
  ];
}

function keep(text: string): Line {
  return { sign: ' ', text };
}

/** Above this, the table would take more memory than the difference is worth: all of the old, then all of the new. */
const LARGEST_TABLE = 4_000_000;

function alignMiddle(before: readonly string[], after: readonly string[]): Line[] {
  const removed = (text: string): Line => ({ sign: '-', text });
  const added = (text: string): Line => ({ sign: '+', text });
  if (before.length * after.length > LARGEST_TABLE) return [...before.map(removed), ...after.map(added)];
  const lengths = commonLengths(before, after);
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    const [old, now] = [before[i], after[j]];
    const [without, within] = [lengths[i + 1]?.[j] ?? 0, lengths[i]?.[j + 1] ?? 0];
    if (old !== undefined && old === now) {
      lines.push(keep(old));
      i++;
      j++;
    } else if (old !== undefined && (now === undefined || without >= within)) {
      lines.push(removed(old));
      i++;
    } else {
      lines.push(added(now ?? ''));
      j++;
    }
  }
  return lines;
}

/** At `[i][j]`: how many lines both have in common, in order, from there on. */
function commonLengths(before: readonly string[], after: readonly string[]): Uint16Array[] {
  const lengths = Array.from({ length: before.length + 1 }, () => new Uint16Array(after.length + 1));
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      const [row, next] = [lengths[i], lengths[i + 1]];
      if (!row || !next) continue;
      row[j] = before[i] === after[j] ? (next[j + 1] ?? 0) + 1 : Math.max(next[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return lengths;
}

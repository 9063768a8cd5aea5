import { parse } from 'yaml';

/** One value of a chart, as its README shows it. */
export interface ValueRow {
  /** `image.digest`. */
  path: string;
  /** As JSON; empty for a group whose members have rows of their own. */
  default: string;
  description: string;
}

/** Longer defaults would make the table unreadable; they are in values.yaml. */
const LONGEST_DEFAULT = 60;

const COMMENT = /^\s*#\s(?<marker>--\s)?(?<text>.*)$/;
const KEY = /^(?<indent> *)(?<key>[\w.-]+):(?:\s|$)/;

/** The values that a `# --` comment describes, in the order of values.yaml; lines of comment that follow belong to it. */
export function readValueRows(valuesYaml: string): ValueRow[] {
  const values: unknown = parse(valuesYaml);
  const rows: { path: string[]; description: string }[] = [];
  const parents: { indent: number; key: string }[] = [];
  let description: string[] | undefined;
  for (const line of valuesYaml.split('\n')) {
    const comment = COMMENT.exec(line)?.groups;
    if (comment) {
      if (comment.marker) description = [];
      description?.push(comment.text ?? '');
      continue;
    }
    const { indent, key } = KEY.exec(line)?.groups ?? {};
    if (key !== undefined) {
      while ((parents.at(-1)?.indent ?? -1) >= (indent?.length ?? 0)) parents.pop();
      parents.push({ indent: indent?.length ?? 0, key });
      if (description) rows.push({ path: parents.map(it => it.key), description: description.join(' ') });
    }
    description = undefined;
  }
  return rows.map(({ path, description: text }) => ({
    path: path.join('.'),
    default: isGroup(path, rows) ? '' : defaultOf(values, path),
    description: text,
  }));
}

/** Paths of values.yaml that no row describes, neither itself nor what it lies in. */
export function undescribedValues(valuesYaml: string): string[] {
  const described = readValueRows(valuesYaml).map(({ path }) => path);
  return leaves(parse(valuesYaml)).filter(
    leaf => !described.some(path => leaf === path || leaf.startsWith(`${path}.`)),
  );
}

/** The rows as a Markdown table. */
export function valuesTable(rows: readonly ValueRow[]): string {
  const lines = rows.map(row => {
    const cells = [`\`${row.path}\``, row.default && `\`${row.default}\``, row.description];
    // A pipe inside of a cell would begin the next one.
    return `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  return ['| value | default | |', '|---|---|---|', ...lines].join('\n');
}

function isGroup(path: readonly string[], rows: readonly { path: readonly string[] }[]): boolean {
  const start = `${path.join('.')}.`;
  return rows.some(row => row.path.join('.').startsWith(start));
}

function defaultOf(values: unknown, path: readonly string[]): string {
  const value = path.reduce<unknown>(
    (inner, key) => (inner as Record<string, unknown> | null)?.[key],
    values,
  );
  const text = JSON.stringify(value ?? null);
  return text.length > LONGEST_DEFAULT ? `${text.slice(0, LONGEST_DEFAULT - 1)}…` : text;
}

function leaves(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [path];
  const entries = Object.entries(value);
  if (entries.length === 0) return path ? [path] : [];
  return entries.flatMap(([key, inner]) => leaves(inner, path ? `${path}.${key}` : key));
}

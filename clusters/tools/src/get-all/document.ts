import { ADDED, type Count, PREFIXES, type Shown } from './shown.ts';

const NONE = '–';
const ANY: Count = { least: 0, most: Number.POSITIVE_INFINITY };

/** Clusters by name, each with what is shown by namespace. */
export type ShownByCluster = ReadonlyMap<string, ReadonlyMap<string, Shown>>;

/** Reads the tables of `clusters/OBJECTS.md`: a heading a namespace, a column a cluster. */
export function readDocument(text: string): ShownByCluster {
  const clusters = new Map<string, Map<string, Map<string, Count>>>();
  for (const section of text.split(/^## /m).slice(1)) {
    const [namespace = '', ...lines] = section.split('\n');
    const rows = lines.filter(line => line.startsWith('|')).map(cellsOf);
    const [[, ...names] = [], , ...objects] = rows;
    for (const [index, name] of names.entries()) {
      const counts = objects.flatMap(([object = '', ...cells]) => {
        const count = parseCount(cells[index] ?? '');
        return count ? [[object.replaceAll('`', ''), count] as const] : [];
      });
      clusters.set(name, (clusters.get(name) ?? new Map()).set(namespace.trim(), new Map(counts)));
    }
  }
  return clusters;
}

/** The tables, as the document must have them. */
export function writeTables(clusters: ShownByCluster, namespaces: readonly string[]): string {
  return namespaces.map(namespace => `## ${namespace}\n\n${writeTable(clusters, namespace)}\n`).join('\n');
}

function writeTable(clusters: ShownByCluster, namespace: string): string {
  const columns = [...clusters.values()].map(namespaces => namespaces.get(namespace) ?? new Map());
  const objects = [...new Set(columns.flatMap(shown => [...shown.keys()]))].sort(compareObjects);
  const rows = objects.map(object => [
    `\`${object}\``,
    ...columns.map(shown => writeCount(shown.get(object))),
  ]);
  return [['', ...clusters.keys()], ['---', ...columns.map(() => '---')], ...rows]
    .map(cells => `| ${cells.join(' | ')} |`)
    .join('\n');
}

/** As kubectl does: by kind, then by name. */
function compareObjects(a: string, b: string): number {
  return rankOf(a) - rankOf(b) || (a < b ? -1 : 1);
}

function rankOf(object: string): number {
  return Object.values<string>(PREFIXES).indexOf(object.split('/')[0] ?? '');
}

function writeCount(count: Count | undefined): string {
  if (!count) return NONE;
  const { least, most } = count;
  if (most === ANY.most) return ADDED;
  return least === most ? `${least}` : `${least}–${most}`;
}

function parseCount(text: string): Count | undefined {
  if (text === NONE) return undefined;
  if (text === ADDED) return ANY;
  const [, least, most] = /^(\d+)(?:–(\d+))?$/.exec(text) ?? [];
  if (least === undefined) throw new Error(`That is no count: ${text}`);
  return { least: Number(least), most: Number(most ?? least) };
}

function cellsOf(line: string): string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map(cell => cell.trim());
}

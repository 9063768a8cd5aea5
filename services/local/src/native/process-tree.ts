import { readdirSync, readFileSync } from 'node:fs';

/** The processes that descend from `pid`, parents before children, as Linux lists them now. */
export function descendants(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const [child, parent] of parents()) {
    children.set(parent, [...(children.get(parent) ?? []), child]);
  }
  const found: number[] = [];
  const queue = [pid];
  for (let parent = queue.shift(); parent !== undefined; parent = queue.shift()) {
    const next = children.get(parent) ?? [];
    found.push(...next);
    queue.push(...next);
  }
  return found;
}

function* parents(): Iterable<[pid: number, parent: number]> {
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const parent = parentOf(pid);
    if (parent !== undefined) yield [pid, parent];
  }
}

function parentOf(pid: number): number | undefined {
  try {
    // `pid (name) state parent …`; the name may hold spaces and brackets
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined; // it has ended meanwhile
  }
}

import type { Progress } from '@vc/local/progress.ts';
import { ensureTool, isToolThere } from './go-tool.ts';
import { TOOLS, type ToolName } from './tools.ts';

/** What {@link buildTools} needs. */
export interface BuildMeans {
  /** How many minutes are left for it. */
  minutesLeft: () => number;
  isThere: (name: ToolName) => Promise<boolean>;
  build: (name: ToolName) => Promise<unknown>;
}

/** The means of every day: the cache, and Go. */
export function buildMeans(progress: Progress, minutesLeft: () => number): BuildMeans {
  return { minutesLeft, isThere: isToolThere, build: name => ensureTool(name, progress) };
}

/**
 * Builds programs that are not there yet, as long as there is time: the longest first, since short ones fit in at the end.
 *
 * @returns those for which there is none
 */
export async function buildTools(
  names: readonly ToolName[],
  { minutesLeft, isThere, build }: BuildMeans,
): Promise<ToolName[]> {
  const left: ToolName[] = [];
  for (const name of names.toSorted((a, b) => TOOLS[b].minutes - TOOLS[a].minutes)) {
    if (await isThere(name)) continue;
    if (TOOLS[name].minutes > minutesLeft()) left.push(name);
    else await build(name);
  }
  return left;
}

import { join } from 'node:path';
import type { Progress } from '@vc/local/progress.ts';
import { ensureTool } from '../../go-tool.ts';
import { copiedPaths } from '../../images/dockerfile.ts';
import { TOOLS, type ToolName } from '../../tools.ts';
import { type BuildInput, filesBelow, keyOf } from './build-inputs.ts';
import { nodeProgram, npmInputs } from './node-image.ts';
import type { ImageRecipe } from './recipe.ts';
import type { StandIn } from './stand-ins.ts';

/** Where a Dockerfile finds programs that are built from Go modules, and Node.js. */
const PROGRAMS = 'programs/';
const NODE = 'programs/node';
/** Where it finds files of this repository. */
const OURS = 'repository/';

/**
 * How to build the stand-ins, in an order in which those that others build on come first. Programs that they hold are built from
 * their Go modules now.
 *
 * @param bases keys of the images below, by what stands behind FROM
 */
export async function standInRecipes(
  standIns: readonly StandIn[],
  { repository, bases }: { repository: string; bases: ReadonlyMap<string, string> },
  progress: Progress,
): Promise<ImageRecipe[]> {
  const keys = new Map(bases);
  const recipes: ImageRecipe[] = [];
  for (const standIn of inOrder(standIns)) {
    const inputs = await readInputs(standIn, repository, progress);
    const below = standIn.stages.map(({ from }) => keys.get(from) ?? from);
    const { name, replaces } = standIn;
    const key = await keyOf(inputs, below);
    keys.set(shortName(replaces), key);
    const isNode = inputs.some(({ path }) => path === NODE);
    const prepare = isNode ? { prepare: (work: string) => npmInputs(standIn.folder, work) } : {};
    recipes.push({ name, key, replaces, inputs, ...prepare, dockerfile: 'Dockerfile' });
  }
  return recipes;
}

/** Who builds on another stand-in comes after it. */
function inOrder(standIns: readonly StandIn[]): StandIn[] {
  const isBase = ({ replaces }: StandIn) =>
    standIns.some(({ stages }) => stages.some(({ from }) => from === shortName(replaces)));
  return [...standIns.filter(isBase), ...standIns.filter(standIn => !isBase(standIn))];
}

/** As people write it behind FROM: `docker.io/library/node:24` is `node:24`. */
export function shortName(image: string): string {
  return image.replace(/^docker\.io\/library\//, '');
}

async function readInputs(
  { folder, stages, replaces }: StandIn,
  repository: string,
  progress: Progress,
): Promise<BuildInput[]> {
  const copied = [...new Set(stages.flatMap(({ name }) => copiedPaths(stages, name)))];
  const inputs = await filesBelow(folder);
  for (const path of copied.filter(it => it.startsWith(PROGRAMS))) {
    const isNode = path === NODE;
    inputs.push(isNode ? nodeProgram(replaces) : await toolProgram(path.slice(PROGRAMS.length), progress));
  }
  for (const path of copied.filter(it => it.startsWith(OURS))) {
    const ours = path.slice(OURS.length);
    inputs.push(...(await filesBelow(join(repository, ours), path)));
  }
  return inputs;
}

/** A program of which the path says the version. */
async function toolProgram(name: string, progress: Progress): Promise<BuildInput> {
  if (!isTool(name)) throw new Error(`A stand-in copies ${PROGRAMS}${name}, which is not in tools.ts.`);
  const file = await ensureTool(name, progress);
  return { path: `${PROGRAMS}${name}`, file, identity: file };
}

function isTool(name: string): name is ToolName {
  return Object.hasOwn(TOOLS, name);
}

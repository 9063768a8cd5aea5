import { cacheDirectory } from '@vc/local/native/cache-directory.ts';
import type { Progress } from '@vc/local/progress.ts';
import { SetupError } from '@vc/local/setup-error.ts';
import { buildMeans, buildTools } from '../build-tools.ts';
import { requireRoom } from '../local/disk-room.ts';
import { requireCapabilities } from '../local/node/capabilities.ts';
import { requireFreeMachine, requireRootOnLinux } from '../local/node/preflight.ts';
import { installPrograms } from '../local/node/programs.ts';
import { UnsuitableMachine } from '../local/node/unsuitable-machine.ts';
import { requirePackageSources } from '../local/package-sources.ts';
import { TOOLS, type ToolName } from '../tools.ts';

/** What images and the scenarios take after the programs are built, on two cores, in minutes. */
const AFTERWARDS = 15;

/** What a cluster of our own is made of, and not what checks workflows, or makes another cluster. */
const CLUSTER_TOOLS = (Object.keys(TOOLS) as ToolName[]).filter(
  name => !['actionlint', 'kind'].includes(name),
);

/** Something without which no cluster is made: it throws {@link UnsuitableMachine} where this machine has it not. */
export type Requirement = () => Promise<void>;

/** What this machine needs for a node of our own, in the order in which it is cheap to find out. */
export function requirements(progress: Progress, minutesLeft: () => number): Requirement[] {
  return [
    async () => requireRootOnLinux(),
    () => requirePackages(() => installPrograms(progress)),
    () => requireCapabilities(cacheDirectory()),
    requireFreeMachine, // what is in the way is told before half an hour of building, too
    requirePackageSources,
    async () => {
      const means = buildMeans(progress, () => minutesLeft() - AFTERWARDS);
      requireTime(await buildTools(CLUSTER_TOOLS, means), minutesLeft());
    },
    () => requireRoom(cacheDirectory()), // which building has taken from
  ];
}

/**
 * Looks whether this machine can have a cluster, and begins to make it so.
 *
 * @returns why it cannot, in a sentence; nothing where it can
 * @throws for everything else, such as a program that cannot be built
 */
export async function findObstacle(required: readonly Requirement[]): Promise<string | undefined> {
  try {
    for (const require of required) await require();
    return undefined;
  } catch (error) {
    if (error instanceof UnsuitableMachine) return error.message;
    throw error;
  }
}

/** Where the system's packages cannot be installed, there is no cluster: that is the machine's, not ours. */
async function requirePackages(install: () => Promise<void>): Promise<void> {
  await install().catch(error => {
    throw error instanceof SetupError ? new UnsuitableMachine(error.message) : error;
  });
}

/** @throws {UnsuitableMachine} where programs are left to be built for which there is no time */
export function requireTime(left: readonly ToolName[], minutesLeft: number): void {
  if (left.length === 0) return;
  const work = left.map(name => `${name} (${TOOLS[name].minutes} min)`).join(', ');
  throw new UnsuitableMachine(
    `There are ${Math.floor(minutesLeft)} minutes left, too few to build ${work} and then to play; what is built is kept for the next time.`,
  );
}

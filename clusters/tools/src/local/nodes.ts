import { mkdir } from 'node:fs/promises';
import type { Progress } from '@vc/local/progress.ts';
import { SetupError } from '@vc/local/setup-error.ts';
import { kindFolder } from './kind/layout.ts';
import { findKindNode, isKindNodeThere, startKindNode, stopKindNode } from './kind/lifecycle.ts';
import { whyNotKind } from './kind/preflight.ts';
import { findNode as findOwnNode, isNodeThere as isOwnNodeThere } from './node/find-node.ts';
import { backupFiles, clusterFolder, S3_PATH } from './node/layout.ts';
import type { LocalNode } from './node/node.ts';
import { startNode as startOwnNode } from './node/start-node.ts';
import { type StopOptions, stopNode as stopOwnNode } from './node/stop-node.ts';

/** How a node is made: by kind, in a container; or as one of our own, out of package registries. */
export const NODES = ['kind', 'own'] as const;

/** See {@link NODES}. */
export type NodeName = (typeof NODES)[number];

/** What decides which node a cluster gets. */
export interface Circumstances {
  /** What was asked for. */
  wanted?: NodeName;
  /** What is there already, whole or not. */
  there?: NodeName;
  /** Why kind cannot make one. */
  whyNotKind: () => Promise<string | undefined>;
}

/**
 * Decides: what is there is completed; else kind where it can, since it runs the images that are deployed.
 *
 * @throws {SetupError} when something else is there than what is wanted, or where that cannot be had
 */
export async function chooseNode({ wanted, there, whyNotKind }: Circumstances): Promise<NodeName> {
  if (there) {
    if (!wanted || wanted === there) return there;
    throw new SetupError(
      `There is a cluster already, made with --node ${there}; to end it: npm run cluster -- down local`,
    );
  }
  if (wanted === 'own') return 'own';
  const obstacle = await whyNotKind();
  if (!obstacle) return 'kind';
  if (wanted === 'kind') throw new SetupError(`kind cannot make a cluster here, since ${obstacle}.`);
  return 'own';
}

/** The node that this machine has, or would get. */
export function nodeOfThisMachine(wanted?: NodeName): Promise<NodeName> {
  const there = isKindNodeThere() ? 'kind' : isOwnNodeThere() ? 'own' : undefined;
  return chooseNode({ wanted, there, whyNotKind });
}

/**
 * Starts a node, or completes the one that there is.
 *
 * @param giveImages makes the folder of containerd's data, where it is one of our own and has none yet
 */
export async function startNode(
  progress: Progress,
  wanted?: NodeName,
  giveImages?: (data: string) => Promise<void>,
): Promise<LocalNode> {
  const name = await nodeOfThisMachine(wanted);
  if (name === 'own') return startOwnNode(progress, clusterFolder(), giveImages);
  const backups = backupFiles(kindFolder()).data;
  await mkdir(backups, { recursive: true }); // else Docker would, as root
  return startKindNode(progress, [{ hostPath: backups, containerPath: S3_PATH }]);
}

/** The node that runs, if all of it does. @throws {SetupError} when it is that of another clone */
export async function findNode(): Promise<LocalNode | undefined> {
  return (await findKindNode()) ?? (await findOwnNode());
}

/** Whether there is any of a node, be it one of which parts have ended, or only its data. */
export function isNodeThere(): boolean {
  return isKindNodeThere() || isOwnNodeThere();
}

/** Ends whatever node there is; with it go its data. */
export async function stopNode(progress: Progress, options?: StopOptions): Promise<void> {
  await stopKindNode(progress);
  await stopOwnNode(progress, options);
}

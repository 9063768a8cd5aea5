import { join } from 'node:path';
import { SetupError } from '@vc/local/setup-error.ts';
import { createSession } from '../cluster/session.ts';
import type { ClusterTarget } from '../cluster/target.ts';
import { localTarget } from '../local/local-target.ts';
import type { LocalNode } from '../local/node/node.ts';
import { findNode } from '../local/nodes.ts';
import { REPOSITORY } from '../repository.ts';

/** The cluster that scenarios are played on. */
export interface Cluster {
  node: LocalNode;
  target: ClusterTarget;
  /** Where users reach the gateway. */
  url: string;
}

/** The real sample: 5.3 s of video with 5.1 audio. */
export const SAMPLE: string = join(REPOSITORY, 'services/converter/test/media/bigbuckbunny.mp4');

/** A step that takes longer than this has failed: changes are to run within minutes. */
const PATIENCE = { pauseMs: 1_000, limitMs: 5 * 60_000 };

/** The cluster that runs on this machine. @throws {SetupError} where none does */
export async function openCluster(): Promise<Cluster> {
  const node = await findNode();
  if (!node) throw new SetupError('No cluster runs on this machine; start it: npm run cluster -- up local');
  const target = { ...(await localTarget(node)), session: createSession(PATIENCE) };
  return { node, target, url: `http://${target.settings.host}` };
}

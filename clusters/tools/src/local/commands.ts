import type { Progress } from '@vc/local/progress.ts';
import { SetupError } from '@vc/local/setup-error.ts';
import { createRendering } from '../cluster/bootstrap-rendering.ts';
import { createLiveText } from '../cluster/live-text.ts';
import { readOverview } from '../cluster/status.ts';
import { runSideBySide, runSteps } from '../cluster/step.ts';
import { REPOSITORY } from '../repository.ts';
import { generateSealingKey } from '../sealing/sealing-key.ts';
import { ensureSources } from '../source-cache.ts';
import { ensureBackupStore } from './backup-store.ts';
import { openCheckout } from './checkout.ts';
import { remoteUrl } from './commit-state.ts';
import { curlLines } from './curl-lines.ts';
import { type DeploymentMeans, deploymentSteps } from './deployment-steps.ts';
import { checkOutEarlier, type EarlierCluster } from './earlier-git.ts';
import { clusterFiles } from './files.ts';
import { ensureGithubCertificate } from './github-certificate.ts';
import { ensureImages } from './images/ensure-images.ts';
import { keepImages } from './images/kept-images.ts';
import { givePreparedImages } from './images/prepared/prepared-images.ts';
import { localTarget } from './local-target.ts';
import { backupFiles } from './node/layout.ts';
import type { LocalNode } from './node/node.ts';
import { findNode, type NodeName, startNode, stopNode } from './nodes.ts';
import { ensureSealingKey, readSealingKey } from './sealing-key.ts';
import { localUp } from './up.ts';

/**
 * Makes the cluster of this machine, or completes it.
 *
 * @param earlier a cluster to make again, in place of one of the working tree
 * @param wanted the node that it is to have; else this machine decides
 */
export async function upLocal(
  progress: Progress,
  { earlier, node: wanted }: { earlier?: EarlierCluster; node?: NodeName } = {},
): Promise<string> {
  const again = 'npm run cluster -- up local';
  const node = await startNode(progress, wanted, async data =>
    givePreparedImages(await keepImages(progress, REPOSITORY), data, progress),
  );
  const target = await localTarget(node);
  const certificate = await ensureGithubCertificate(clusterFiles(node).github);
  const means = await deploymentMeans(node, progress, earlier);
  const { sideBySide, afterwards } = localUp(target, {
    ...means,
    certificate: async () => certificate,
    sources: () => ensureSources(progress),
    render: createRendering(target.settings.name, progress, means.wanted.repository),
    hasNamesAndVolumes: node.hasNamesAndVolumes,
  });
  await runSideBySide(sideBySide, progress, again);
  await runSteps(afterwards, progress, again);
  return curlLines(target.settings);
}

/** Pushes the working tree into the cluster's git, with images that are built from it. */
export async function pushLocal(progress: Progress): Promise<string> {
  const node = await requireNode();
  const target = await localTarget(node);
  const { commit, sync } = deploymentSteps(target, await deploymentMeans(node, progress));
  await runSteps([commit, sync], progress, 'npm run cluster -- push local');
  return curlLines(target.settings);
}

/** How the cluster is, beside what its git has now. */
export async function readLocalStatus(): Promise<string> {
  const target = await localTarget(await requireNode());
  await openCheckout(target.repository, remoteUrl(target), target.settings.revision);
  return `${await readOverview(target)}\n\n${curlLines(target.settings)}`;
}

/** Ends the cluster; with it go all its data, but for backups unless these are to go as well. */
export async function downLocal(progress: Progress, withBackups = false): Promise<void> {
  await stopNode(progress, { withBackups });
}

/** What the working tree, or an earlier cluster, brings along, images included: these are built first, where they are not there already. */
async function deploymentMeans(
  node: LocalNode,
  progress: Progress,
  earlier?: EarlierCluster,
): Promise<DeploymentMeans> {
  const target = await localTarget(node);
  if (earlier) await checkOutEarlier(target, earlier);
  const repository = earlier ? target.repository : REPOSITORY;
  const images = await ensureImages(node, progress, repository);
  const makeKey = earlier ? () => readSealingKey(earlier.sealingKey) : generateSealingKey;
  const sealingKey = await ensureSealingKey(clusterFiles(node).sealingKey, makeKey);
  const backupAccount = await ensureBackupStore(backupFiles(node.folder));
  return {
    wanted: { repository, images, sealingKey, backupAccount },
    isEarlier: earlier !== undefined,
    progress,
    show: createLiveText(process.stdout),
  };
}

async function requireNode(): Promise<LocalNode> {
  const node = await findNode();
  if (!node) throw new SetupError('No cluster runs on this machine; start it: npm run cluster -- up local');
  return node;
}

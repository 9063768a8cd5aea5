import { runCommand } from '@vc/local/command.ts';
import type { Progress } from '@vc/local/progress.ts';
import { SetupError } from '@vc/local/setup-error.ts';
import { ensureTool } from '../../go-tool.ts';
import { killContainer } from '../node/containers.ts';
import { type Ctr, findDigest, tagImage } from '../node/images.ts';
import type { LocalNode } from '../node/node.ts';
import { CLUSTER, CONTAINER, kindFiles } from './layout.ts';

/** The node's containerd, which only its container reaches. */
const CTR: Ctr = ['docker', 'exec', CONTAINER, 'ctr', '--namespace=k8s.io'];

/** What can be done with the cluster whose files lie in a folder. */
export function kindNode(folder: string, progress: Progress): LocalNode {
  const { kubeconfig, kubectl } = kindFiles(folder);
  return {
    folder,
    kubeconfig,
    kubectl: (args, input) => runCommand([kubectl, `--kubeconfig=${kubeconfig}`, ...args], { input }),
    async importImages(tars, onProgress) {
      for (const tar of tars) {
        onProgress(tar);
        await kind(progress, ['load', 'image-archive', tar, `--name=${CLUSTER}`]);
      }
    },
    findDigest: name => findDigest(CTR, name),
    tagImage: (name, asName) => tagImage(CTR, name, asName),
    killContainer: id => killContainer(CTR, id),
    pullsImages: true,
    hasNamesAndVolumes: true,
  };
}

/** Runs kind: that of PATH in the pinned version, else one that is built. @throws {SetupError} with the end of what it said */
export async function kind(progress: Progress, args: readonly string[], input?: string): Promise<void> {
  const program = await ensureTool('kind', progress);
  const { code, stderr } = await runCommand([program, ...args], { input, env: process.env });
  if (code !== 0) throw new SetupError(`kind ${args.slice(0, 2).join(' ')} failed: ${stderr}`);
}

import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SetupError } from '@vc/local/setup-error.ts';
import { neverDone, type Step } from './step.ts';
import { aws, type Target } from './target.ts';

/** How we, and operators who want to, reach the cluster: a file of its own, written anew each time. */
export function kubeconfigStep(target: Target): Step {
  const { session, settings, kubeconfig } = target;
  return {
    name: 'Access to the cluster',
    advice: 'Whoever did not make the cluster needs an entry in accessEntries of cluster/cluster.yaml.',
    isDone: neverDone,
    async run() {
      await session.act(`mkdir -p ${dirname(kubeconfig)}`, () =>
        mkdir(dirname(kubeconfig), { recursive: true }),
      );
      await session.change(
        aws(target, 'eks', 'update-kubeconfig', `--name=${settings.cluster}`, `--kubeconfig=${kubeconfig}`),
      );
    },
  };
}

/**
 * Sees that the file is there.
 *
 * @throws {SetupError} how it comes there
 */
export function requireKubeconfig({ settings: { region, cluster }, kubeconfig }: Target): void {
  if (existsSync(kubeconfig)) return;
  throw new SetupError(
    `This machine does not know the cluster. \`up\` makes one; for one that is there: aws eks update-kubeconfig --region ${region} --name ${cluster} --kubeconfig ${kubeconfig}`,
  );
}

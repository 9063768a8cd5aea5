import { configInput, readClusterConfig } from './cluster-config.ts';
import type { Step } from './step.ts';
import { aws, type Target } from './target.ts';

/** How AWS says that a cluster, or what belongs to one, is not there. */
export const ABSENT = /ResourceNotFoundException|does not exist/;

/** Status of the EKS cluster, such as `ACTIVE`; nothing where there is none. */
export async function clusterStatus(target: Target): Promise<string | undefined> {
  const { session, settings } = target;
  return session.ask(
    aws(
      target,
      'eks',
      'describe-cluster',
      `--name=${settings.cluster}`,
      '--query=cluster.status',
      '--output=text',
    ),
    ABSENT,
  );
}

/** Names of the CloudFormation stacks that eksctl has made for the cluster; whole or not. */
export async function eksctlStacks(target: Target): Promise<string[]> {
  const tag = `Tags[?Key=='alpha.eksctl.io/cluster-name' && Value=='${target.settings.cluster}']`;
  const names = await target.session.ask(
    aws(target, 'cloudformation', 'describe-stacks', `--query=Stacks[?${tag}].StackName`, '--output=json'),
  );
  return JSON.parse(names || '[]');
}

/** The cluster with all that belongs to it; what an interrupted creation has left out, the next steps add. */
export function clusterStep(target: Target): Step {
  const { session, settings } = target;
  return {
    name: 'Cluster with nodes and add-ons (eksctl, about 20 min)',
    advice: `What failed stands in the events of stack eksctl-${settings.cluster}-cluster in the console of CloudFormation.`,
    isDone: async () => (await clusterStatus(target)) === 'ACTIVE',
    async run(detail) {
      const status = await clusterStatus(target);
      if (status === 'CREATING') {
        detail('waiting for the one that is being made'); // CloudFormation went on when we were interrupted
        await session.change(aws(target, 'eks', 'wait', 'cluster-active', `--name=${settings.cluster}`));
        return;
      }
      if (!status && (await eksctlStacks(target)).length > 0) {
        detail('removing what a failed attempt has left'); // its stack stands in the way of another
        await session.change(deleteCluster(target));
      }
      detail('CloudFormation of eksctl');
      await session.change(
        ['eksctl', 'create', 'cluster', '--config-file=-', '--write-kubeconfig=false', '--timeout=40m'],
        configInput(target),
      );
    },
  };
}

/**
 * Removes the cluster, or what there is of it. Nodes are emptied without asking disruption budgets, since pods have nowhere to go;
 * and where the cluster itself was never made, the rest goes all the same.
 */
export function deleteCluster({ settings }: Target) {
  return [
    'eksctl',
    'delete',
    'cluster',
    `--region=${settings.region}`,
    `--name=${settings.cluster}`,
    '--wait',
    '--force',
    '--disable-nodegroup-eviction',
  ] as const;
}

/** Add-ons that the file names and the cluster lacks. Newer versions of those it has are day two. */
export function addOnsStep(target: Target): Step {
  const { session, settings } = target;
  return {
    name: 'Add-ons that are missing',
    advice: `See: eksctl get addon --region=${settings.region} --cluster=${settings.cluster}.`,
    async isDone() {
      const config = await readClusterConfig(target);
      const there = await session.ask(
        aws(
          target,
          'eks',
          'list-addons',
          `--cluster-name=${settings.cluster}`,
          '--query=addons',
          '--output=json',
        ),
      );
      return config.addons.every(({ name }) => (JSON.parse(there || '[]') as string[]).includes(name));
    },
    run: () => session.change(['eksctl', 'create', 'addon', '--config-file=-'], configInput(target)),
  };
}

import { configInput, readClusterConfig, type ServiceAccount } from './cluster-config.ts';
import type { Step } from './step.ts';
import { aws, type Target } from './target.ts';

const ABSENT = /ResourceNotFoundException|does not exist/;

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

/** Least and largest number of nodes; nothing where there is no node group. */
export async function nodeSizes(target: Target): Promise<string | undefined> {
  const text = await target.session.ask(
    aws(
      target,
      'eks',
      'describe-nodegroup',
      `--cluster-name=${target.settings.cluster}`,
      '--nodegroup-name=general',
      '--query=nodegroup.scalingConfig.[minSize,maxSize]',
      '--output=json',
    ),
    ABSENT,
  );
  return text && (JSON.parse(text) as [number, number]).join('–');
}

/** The node group, as large as the settings say. */
export function nodesStep(target: Target): Step {
  const { session, settings } = target;
  const wanted = `${settings.nodes.least}–${settings.nodes.most}`;
  return {
    name: 'Nodes, as many as the settings say',
    advice: 'A type of instance may not be had in each zone: another one in settings.yaml helps.',
    isDone: async () => (await nodeSizes(target)) === wanted,
    async run() {
      if (await nodeSizes(target)) {
        const { least, most } = settings.nodes;
        await session.change([
          'eksctl',
          'scale',
          'nodegroup',
          `--region=${settings.region}`,
          `--cluster=${settings.cluster}`,
          '--name=general',
          `--nodes=${least}`,
          `--nodes-min=${least}`,
          `--nodes-max=${most}`,
          '--wait',
        ]);
      } else {
        await session.change(['eksctl', 'create', 'nodegroup', '--config-file=-'], configInput(target));
      }
    },
  };
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

/** Roles of ServiceAccounts. */
export function identitiesStep(target: Target): Step {
  const { session, settings } = target;
  const missing = async () => {
    const config = await readClusterConfig(target);
    const text = await session.ask(
      aws(
        target,
        'eks',
        'list-pod-identity-associations',
        `--cluster-name=${settings.cluster}`,
        '--query=associations[].[namespace,serviceAccount]',
        '--output=json',
      ),
    );
    const there = (JSON.parse(text || '[]') as [string, string][]).map(it => it.join('/'));
    return config.iam.podIdentityAssociations.filter(it => !there.includes(nameOf(it)));
  };
  return {
    name: 'Roles of pods that are missing (pod identity)',
    advice: `See: eksctl get podidentityassociation --region=${settings.region} --cluster=${settings.cluster}.`,
    isDone: async () => (await missing()).length === 0,
    async run() {
      // One by one: of a whole file eksctl would not skip those that are there.
      for (const account of await missing()) {
        await session.change([
          'eksctl',
          'create',
          'podidentityassociation',
          `--region=${settings.region}`,
          `--cluster=${settings.cluster}`,
          `--namespace=${account.namespace}`,
          `--service-account-name=${account.serviceAccountName}`,
          ...policyFlags(account),
        ]);
      }
    },
  };
}

/** Who else may use the cluster. eksctl skips entries that it has made. */
export function accessStep(target: Target): Step {
  const { session } = target;
  return {
    name: 'Access entries',
    advice: 'Compare accessEntries in cluster/cluster.yaml with the principals that IAM has.',
    isDone: async () => !(await readClusterConfig(target)).accessConfig.accessEntries?.length,
    run: () => session.change(['eksctl', 'create', 'accessentry', '--config-file=-'], configInput(target)),
  };
}

function nameOf({ namespace, serviceAccountName }: ServiceAccount): string {
  return `${namespace}/${serviceAccountName}`;
}

function policyFlags({ permissionPolicyARNs, wellKnownPolicies }: ServiceAccount): string[] {
  return [
    ...(permissionPolicyARNs ? [`--permission-policy-arns=${permissionPolicyARNs.join(',')}`] : []),
    ...(wellKnownPolicies ? [`--well-known-policies=${Object.keys(wellKnownPolicies).join(',')}`] : []),
  ];
}

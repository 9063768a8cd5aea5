import { configInput, readClusterConfig, type ServiceAccount } from './cluster-config.ts';
import type { Step } from './step.ts';
import { aws, type Target } from './target.ts';

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

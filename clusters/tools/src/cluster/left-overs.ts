import type { Step } from './step.ts';
import { aws, type Target } from './target.ts';

/** Load balancers that nobody's Ingress removes any more: else the network could not be deleted. */
export function loadBalancersStep(target: Target): Step {
  const { session, settings } = target;
  const tag = 'elbv2.k8s.aws/cluster';
  const balancers = () =>
    list(target, 'resourcegroupstaggingapi', 'get-resources', [
      '--resource-type-filters=elasticloadbalancing:loadbalancer',
      `--tag-filters=Key=${tag},Values=${settings.cluster}`,
      '--query=ResourceTagMappingList[].ResourceARN',
    ]);
  const groups = () =>
    list(target, 'ec2', 'describe-security-groups', [
      `--filters=Name=tag:${tag},Values=${settings.cluster}`,
      '--query=SecurityGroups[].GroupId',
    ]);
  return {
    name: 'Load balancers and security groups that were left over',
    advice: `Remove by hand, in the console of EC2, what has the tag ${tag}.`,
    isDone: async () => (await balancers()).length === 0 && (await groups()).length === 0,
    async run(detail) {
      for (const arn of await balancers()) {
        detail(arn);
        await session.change(aws(target, 'elbv2', 'delete-load-balancer', `--load-balancer-arn=${arn}`));
        await session.change(
          aws(target, 'elbv2', 'wait', 'load-balancers-deleted', `--load-balancer-arns=${arn}`),
        );
      }
      for (const group of await groups()) {
        detail(group);
        await forgetSecurityGroup(target, group);
        await session.change(aws(target, 'ec2', 'delete-security-group', `--group-id=${group}`));
      }
    },
  };
}

/** What bills go on for after the cluster: volumes that outlived it, and its log. */
export function leftOversStep(target: Target): Step {
  const { session, settings } = target;
  const tag = `kubernetes.io/cluster/${settings.cluster}`;
  const volumes = () =>
    list(target, 'ec2', 'describe-volumes', [
      `--filters=Name=tag:${tag},Values=owned`,
      '--query=Volumes[].VolumeId',
    ]);
  const logs = () =>
    list(target, 'logs', 'describe-log-groups', [
      `--log-group-name-prefix=/aws/eks/${settings.cluster}/cluster`,
      '--query=logGroups[].logGroupName',
    ]);
  return {
    name: 'Volumes and logs that were left over',
    advice: `Remove by hand, in the console of EC2, volumes with the tag ${tag}.`,
    isDone: async () => (await volumes()).length === 0 && (await logs()).length === 0,
    async run() {
      for (const volume of await volumes()) {
        await session.change(aws(target, 'ec2', 'delete-volume', `--volume-id=${volume}`));
      }
      for (const name of await logs()) {
        await session.change(aws(target, 'logs', 'delete-log-group', `--log-group-name=${name}`));
      }
    },
  };
}

/** Takes a security group out of the rules of others, which else would hold it. */
async function forgetSecurityGroup(target: Target, group: string): Promise<void> {
  const isOther = `ReferencedGroupInfo.GroupId=='${group}' && GroupId!='${group}' && !IsEgress`;
  const rules = await list<[string, string]>(target, 'ec2', 'describe-security-group-rules', [
    `--query=SecurityGroupRules[?${isOther}].[GroupId,SecurityGroupRuleId]`,
  ]);
  for (const [holder, rule] of rules) {
    await target.session.change(
      aws(
        target,
        'ec2',
        'revoke-security-group-ingress',
        `--group-id=${holder}`,
        `--security-group-rule-ids=${rule}`,
      ),
    );
  }
}

async function list<T = string>(
  target: Target,
  service: string,
  verb: string,
  args: readonly string[],
): Promise<T[]> {
  return JSON.parse((await target.session.ask(aws(target, service, verb, ...args, '--output=json'))) || '[]');
}

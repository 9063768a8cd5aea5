import { type Behaviour, fails, says } from './behaviour.ts';
import type { World } from './world.ts';

const REGION = '--region=eu-central-1';
const SECRET = '--secret-id=video-converter/sealing-key';
const NO_SECRET = fails('An error occurred (ResourceNotFoundException) when calling: no such secret');
const NO_CLUSTER = fails('An error occurred (ResourceNotFoundException) when calling: No cluster found');
const BUCKET = '--bucket=our-backups';

const ASKED: Behaviour<World>[] = [
  { line: 'aws --version', answer: () => says('aws-cli/2.31.0 Python/3.13.7 Linux/6.8') },
  {
    line: `aws ${REGION} sts get-caller-identity --query=Account --output=text`,
    answer: ({ account }) => says(account),
  },
  {
    line: `aws ${REGION} cloudformation describe-stacks --stack-name=video-converter '--query=Stacks[0].StackStatus' --output=text`,
    answer: ({ stack }) =>
      stack ? says(stack.status) : fails('Stack with id video-converter does not exist'),
  },
  {
    line: `aws ${REGION} cloudformation describe-stacks --stack-name=video-converter '--query=Stacks[0].Outputs[?OutputKey=='\\''ImagesRole'\\''].OutputValue | [0]' --output=text`,
    answer: () => says('arn:aws:iam::123456789012:role/video-converter-images'),
  },
  {
    line: `aws ${REGION} cloudformation describe-stacks '--query=Stacks[?Tags[?Key=='\\''alpha.eksctl.io/cluster-name'\\'' && Value=='\\''video-converter'\\'']].StackName' --output=json`,
    answer: ({ stacks }) => says(stacks),
  },
  {
    line: `aws ${REGION} s3api head-bucket ${BUCKET}`,
    answer: ({ bucket, isBucketForeign }) => {
      if (bucket) return says('{}');
      const reason = isBucketForeign
        ? '(403) when calling the HeadBucket operation: Forbidden'
        : '(404) when calling the HeadBucket operation: Not Found';
      return fails(`An error occurred ${reason}`);
    },
  },
  {
    line: `aws ${REGION} iam get-open-id-connect-provider --open-id-connect-provider-arn=arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com`,
    answer: ({ hasGitHubProvider }) =>
      hasGitHubProvider ? says('{}') : fails('An error occurred (NoSuchEntity) when calling: not found'),
  },
  {
    line: `aws ${REGION} secretsmanager describe-secret ${SECRET} --query=DeletedDate --output=json`,
    answer: ({ sealingKey }) =>
      sealingKey ? says(sealingKey.isDeleted ? '"2026-01-01"' : 'null') : NO_SECRET,
  },
  {
    line: `aws ${REGION} secretsmanager get-secret-value ${SECRET} --query=SecretString --output=text`,
    answer: ({ sealingKey }) => (sealingKey && !sealingKey.isDeleted ? says(sealingKey.value) : NO_SECRET),
  },
  {
    line: `aws ${REGION} eks describe-cluster --name=video-converter --query=cluster.status --output=text`,
    answer: ({ cluster }) => (cluster ? says(cluster.status) : NO_CLUSTER),
  },
  {
    line: `aws ${REGION} eks describe-nodegroup --cluster-name=video-converter --nodegroup-name=general '--query=nodegroup.scalingConfig.[minSize,maxSize]' --output=json`,
    answer: ({ cluster }) => (cluster?.nodes ? says(cluster.nodes) : NO_CLUSTER),
  },
  {
    line: `aws ${REGION} eks list-addons --cluster-name=video-converter --query=addons --output=json`,
    answer: ({ cluster }) => says(cluster?.addOns),
  },
  {
    line: `aws ${REGION} eks list-pod-identity-associations --cluster-name=video-converter '--query=associations[].[namespace,serviceAccount]' --output=json`,
    answer: ({ cluster }) => says(cluster?.identities.map(it => it.split('/'))),
  },
  {
    line: `aws ${REGION} resourcegroupstaggingapi get-resources --resource-type-filters=elasticloadbalancing:loadbalancer --tag-filters=Key=elbv2.k8s.aws/cluster,Values=video-converter '--query=ResourceTagMappingList[].ResourceARN' --output=json`,
    answer: ({ loadBalancers }) => says(loadBalancers),
  },
  {
    line: `aws ${REGION} ec2 describe-security-groups --filters=Name=tag:elbv2.k8s.aws/cluster,Values=video-converter '--query=SecurityGroups[].GroupId' --output=json`,
    answer: ({ securityGroups }) => says(securityGroups),
  },
  {
    line: `aws ${REGION} ec2 describe-security-group-rules '--query=SecurityGroupRules[?ReferencedGroupInfo.GroupId=='\\''sg-balancer'\\'' && GroupId!='\\''sg-balancer'\\'' && !IsEgress].[GroupId,SecurityGroupRuleId]' --output=json`,
    answer: ({ rules }) => says(rules),
  },
  {
    line: `aws ${REGION} ec2 describe-volumes --filters=Name=tag:kubernetes.io/cluster/video-converter,Values=owned '--query=Volumes[].VolumeId' --output=json`,
    answer: ({ volumes }) => says(volumes),
  },
  {
    line: `aws ${REGION} logs describe-log-groups --log-group-name-prefix=/aws/eks/video-converter/cluster '--query=logGroups[].logGroupName' --output=json`,
    answer: ({ logs }) => says(logs),
  },
  {
    line: `aws ${REGION} s3api list-object-versions ${BUCKET} --max-items=1000 '--query={Objects: [Versions, DeleteMarkers][].{Key: Key, VersionId: VersionId}}' --output=json`,
    answer: ({ bucket = [] }) => says({ Objects: bucket.map(Key => ({ Key, VersionId: '1' })) }),
  },
];

const DEPLOY = new RegExp(
  `aws ${REGION} cloudformation deploy --stack-name=video-converter --template-file=\\S+/clusters/eks/aws.yaml --capabilities CAPABILITY_NAMED_IAM CAPABILITY_AUTO_EXPAND --no-fail-on-empty-changeset --parameter-overrides Cluster=video-converter GitHubSubject=repo:our/video-converter:environment:eks BackupBucket=our-backups(?: CreateBackupBucket=(true|false) CreateGitHubProvider=(true|false))?`,
);

const CHANGED: Behaviour<World>[] = [
  {
    line: DEPLOY,
    answer(world, _call, newBucket, newProvider) {
      if (world.stack?.status === 'ROLLBACK_COMPLETE') return fails('is in ROLLBACK_COMPLETE state');
      if (!world.stack) {
        if (newBucket === undefined) return fails('Parameters: [CreateBackupBucket] must have values');
        // Both exist once: CloudFormation would not make them again.
        if (newBucket === 'true' && world.bucket) return fails('our-backups already exists');
        if (newProvider === 'true' && world.hasGitHubProvider) return fails('provider already exists');
      }
      world.stack ??= { status: 'CREATE_COMPLETE' };
      world.bucket ??= [];
      world.hasGitHubProvider = true;
      return {};
    },
  },
  {
    line: `aws ${REGION} cloudformation delete-stack --stack-name=video-converter`,
    answer(world) {
      if (world.cluster) return fails('policies are in use');
      world.stack = undefined;
      return {};
    },
  },
  {
    line: `aws ${REGION} cloudformation wait stack-delete-complete --stack-name=video-converter`,
    answer: () => ({}),
  },
  {
    line: `aws ${REGION} secretsmanager create-secret --name=video-converter/sealing-key '--description=Opens the sealed secrets in git' --secret-string=file:///dev/stdin`,
    answer(world, { input }) {
      if (world.sealingKey) return fails('ResourceExistsException');
      world.sealingKey = { value: input, isDeleted: false };
      return {};
    },
  },
  {
    line: `aws ${REGION} secretsmanager restore-secret ${SECRET}`,
    answer(world) {
      if (world.sealingKey) world.sealingKey.isDeleted = false;
      return {};
    },
  },
  {
    line: `aws ${REGION} secretsmanager delete-secret ${SECRET} --recovery-window-in-days=30`,
    answer(world) {
      if (world.sealingKey) world.sealingKey.isDeleted = true;
      return {};
    },
  },
  {
    line: `aws ${REGION} eks wait cluster-active --name=video-converter`,
    answer(world) {
      if (world.cluster) world.cluster.status = 'ACTIVE';
      return {};
    },
  },
  {
    line: new RegExp(
      `aws ${REGION} eks update-kubeconfig --name=video-converter --kubeconfig=\\S+/eks.kubeconfig`,
    ),
    answer: ({ cluster }) => (cluster?.status === 'ACTIVE' ? {} : NO_CLUSTER),
  },
  {
    line: new RegExp(`aws ${REGION} elbv2 delete-load-balancer --load-balancer-arn=(\\S+)`),
    answer(world, _call, arn) {
      world.loadBalancers = world.loadBalancers.filter(it => it !== arn);
      return {};
    },
  },
  {
    line: new RegExp(`aws ${REGION} elbv2 wait load-balancers-deleted --load-balancer-arns=\\S+`),
    answer: () => ({}),
  },
  {
    line: `aws ${REGION} ec2 revoke-security-group-ingress --group-id=sg-nodes --security-group-rule-ids=sgr-1`,
    answer(world) {
      world.rules = [];
      return {};
    },
  },
  {
    line: `aws ${REGION} ec2 delete-security-group --group-id=sg-balancer`,
    answer(world) {
      if (world.rules.length > 0) return fails('DependencyViolation');
      world.securityGroups = [];
      return {};
    },
  },
  {
    line: new RegExp(`aws ${REGION} ec2 delete-volume --volume-id=(\\S+)`),
    answer(world, _call, volume) {
      if (world.cluster) return fails('VolumeInUse');
      world.volumes = world.volumes.filter(it => it !== volume);
      return {};
    },
  },
  {
    line: `aws ${REGION} logs delete-log-group --log-group-name=/aws/eks/video-converter/cluster`,
    answer(world) {
      world.logs = [];
      return {};
    },
  },
  {
    line: `aws ${REGION} s3api delete-objects ${BUCKET} --delete=file:///dev/stdin`,
    answer(world, { input }) {
      const { Objects } = JSON.parse(input) as { Objects: { Key: string }[] };
      world.bucket = world.bucket?.filter(key => !Objects.some(it => it.Key === key));
      return {};
    },
  },
  {
    line: `aws ${REGION} s3api delete-bucket ${BUCKET}`,
    answer(world) {
      if (world.bucket?.length) return fails('BucketNotEmpty');
      world.bucket = undefined;
      return {};
    },
  },
];

/** Every call to AWS that is right. */
export const awsBehaviours: readonly Behaviour<World>[] = [
  ...ASKED,
  ...CHANGED.map(behaviour => ({ ...behaviour, changes: true as const })),
];

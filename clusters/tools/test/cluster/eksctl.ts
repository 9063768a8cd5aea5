import { parse } from 'yaml';
import type { ClusterConfig } from '../../src/cluster/cluster-config.ts';
import { type Behaviour, fails, says } from './behaviour.ts';
import type { World } from './world.ts';

const CHANGED: Behaviour<World>[] = [
  {
    line: 'eksctl create cluster --config-file=- --write-kubeconfig=false --timeout=40m',
    answer(world, { input }) {
      if (!world.stack) return fails('policies and key do not exist');
      if (world.stacks.length > 0) return fails('AlreadyExistsException: stack exists');
      const config = parse(input) as ClusterConfig;
      world.stacks = ['eksctl-video-converter-cluster', 'eksctl-video-converter-nodegroup-general'];
      world.logs = ['/aws/eks/video-converter/cluster'];
      world.cluster = { status: 'ACTIVE', addOns: [], identities: [], objects: {}, controllers: 0, looks: 0 };
      addNodes(world, config);
      addAddOns(world, config);
      addIdentities(
        world,
        config.iam.podIdentityAssociations.map(it => `${it.namespace}/${it.serviceAccountName}`),
      );
      return {};
    },
  },
  {
    line: 'eksctl create nodegroup --config-file=-',
    answer(world, { input }) {
      addNodes(world, parse(input));
      return {};
    },
  },
  {
    line: 'eksctl scale nodegroup --region=eu-central-1 --cluster=video-converter --name=general --nodes=3 --nodes-min=3 --nodes-max=6 --wait',
    answer(world) {
      if (world.cluster) world.cluster.nodes = [3, 6];
      return {};
    },
  },
  {
    line: 'eksctl create addon --config-file=-',
    answer(world, { input }) {
      addAddOns(world, parse(input));
      return {};
    },
  },
  {
    line: /eksctl create podidentityassociation --region=eu-central-1 --cluster=video-converter --namespace=(datastores|kube-system) --service-account-name=(\S+) (?:--permission-policy-arns=arn:aws:iam::123456789012:policy\/video-converter\/\S+|--well-known-policies=awsLoadBalancerController)/,
    answer: (world, _call, namespace, name) => addIdentities(world, [`${namespace}/${name}`]) ?? {},
  },
  {
    line: 'eksctl delete cluster --region=eu-central-1 --name=video-converter --wait --force --disable-nodegroup-eviction',
    answer(world) {
      if (world.loadBalancers.length + world.securityGroups.length > 0) {
        return {}; // the network cannot be deleted, and its stack stays
      }
      world.cluster = undefined;
      world.stacks = [];
      return {};
    },
  },
];

/** Every call to eksctl that is right. */
export const eksctlBehaviours: readonly Behaviour<World>[] = [
  { line: 'eksctl version', answer: () => says('0.215.0') },
  ...CHANGED.map(behaviour => ({ ...behaviour, changes: true as const })),
];

function addNodes({ cluster }: World, { managedNodeGroups: [group] }: ClusterConfig): void {
  if (cluster && group) cluster.nodes = [group.minSize, group.maxSize];
}

function addAddOns({ cluster }: World, { addons }: ClusterConfig): void {
  if (cluster) cluster.addOns = addons.map(({ name }) => name);
}

/** Unlike with nodes and add-ons, eksctl does not skip those that are there. */
function addIdentities({ cluster }: World, names: readonly string[]) {
  if (names.some(name => cluster?.identities.includes(name))) return fails('ResourceInUseException');
  cluster?.identities.push(...names);
  return undefined;
}

import { runSuccessfully } from '@vc/local/command.ts';
import { parseAllDocuments } from 'yaml';
import { type Behaviour, fails, says } from './behaviour.ts';
import type { World } from './world.ts';

const KUBECTL = String.raw`kubectl --kubeconfig=\S+/eks\.kubeconfig`;
const UNREACHABLE = fails('Unable to connect to the server');
const APPLY = `${KUBECTL} apply --server-side --force-conflicts --field-manager=argocd-controller`;

/** A line after the program and its kubeconfig. */
function line(pattern: string): RegExp {
  return new RegExp(`${KUBECTL} ${pattern}`);
}

/** Text that is no pattern. */
const exactly = (text: string) => line(text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));

/** Those that look, given a real kustomize. */
function asked(kustomize: string): Behaviour<World>[] {
  return [
    { line: 'kubectl version --client', answer: () => says('Client Version: v1.36.3') },
    {
      line: /kubectl kustomize --load-restrictor=LoadRestrictionsNone (\S+\/clusters\/eks\/cluster)/,
      answer: async (_world, _call, folder = '') => says(await clusterConfig(kustomize, folder)),
    },
    {
      line: /kubectl kustomize \S+\/clusters\/eks/,
      answer: () =>
        says(
          APPLICATIONS.map(name => `kind: Application\nmetadata: {name: ${name}, namespace: argocd}`).join(
            '\n---\n',
          ),
        ),
    },
    {
      line: exactly(
        "--namespace=argocd get applications.argoproj.io/root statefulset/argocd-application-controller --ignore-not-found '--output=jsonpath={range .items[*]}{.kind}={.status.readyReplicas} {end}'",
      ),
      answer: ({ cluster }) => {
        if (!cluster) return UNREACHABLE;
        if (!cluster.objects['CustomResourceDefinition//applications']) {
          return fails('error: the server doesn\'t have a resource type "applications"');
        }
        const root = cluster.objects['Application/argocd/root'] ? 'Application= ' : '';
        return says(`${root}StatefulSet=${cluster.controllers || ''} `);
      },
    },
    {
      line: exactly(
        "--namespace=sealed-secrets get secret/sealing-key --ignore-not-found '--output=jsonpath={.data.tls\\.crt}'",
      ),
      answer: ({ cluster }) => {
        const secret = cluster?.objects['Secret/sealed-secrets/sealing-key'] as SealingKeySecret | undefined;
        return says(Buffer.from(secret?.stringData['tls.crt'] ?? '').toString('base64'));
      },
    },
    {
      line: exactly('--namespace=argocd get applications.argoproj.io --output=json'),
      answer: ({ cluster }) => (cluster ? says({ items: applications(cluster) }) : UNREACHABLE),
    },
    {
      line: exactly(
        "get ingress --all-namespaces '--output=jsonpath={.items[*].status.loadBalancer.ingress[*].hostname}'",
      ),
      answer: () => says('k8s-1.elb.amazonaws.com k8s-1.elb.amazonaws.com'),
    },
    {
      line: exactly(
        "--namespace=argocd get statefulset/argocd-application-controller --ignore-not-found '--output=jsonpath={.spec.replicas}'",
      ),
      answer: ({ cluster }) => says(cluster?.controllers ? String(cluster.controllers) : ''),
    },
    { line: exactly('get pods --all-namespaces --output=json'), answer: () => says({ items: PODS }) },
    {
      line: exactly('--namespace=argocd port-forward service/argocd-server --address=127.0.0.1 :443'),
      answer: ({ cluster }) => (cluster ? says('Forwarding from 127.0.0.1:45678 -> 8080\n') : UNREACHABLE),
    },
    {
      line: exactly('get ingress --all-namespaces --output=name'),
      answer: ({ cluster }) =>
        says(cluster?.objects['Ingress/video-converter/gateway'] ? 'ingress/gateway' : ''),
    },
    {
      line: exactly('get persistentvolume --output=name'),
      answer: ({ cluster }) =>
        says(
          Object.keys(cluster?.objects ?? {})
            .filter(key => key.startsWith('PersistentVolume/'))
            .map(key => `persistentvolume/${key.split('/')[2]}`)
            .join('\n'),
        ),
    },
  ];
}

const CHANGED: Behaviour<World>[] = [
  { line: new RegExp(`${APPLY} --filename=-`), answer: (world, { input }) => apply(world, input) },
  { line: new RegExp(`${APPLY} --filename=\\S+/secrets/argocd/repository.yaml`), answer: () => ({}) },
  {
    line: exactly('apply --server-side --field-manager=cluster-up --filename=-'),
    answer: (world, { input }) => apply(world, input),
  },
  {
    line: line(
      '--namespace=(sealed-secrets|argocd) wait --for=condition=Available deployment --all --timeout=15m',
    ),
    answer: ({ cluster }, _call, namespace) =>
      cluster?.objects[`Deployment/${namespace}/${namespace}`] ? {} : fails('no matching resources found'),
  },
  {
    line: exactly(
      '--namespace=argocd rollout status statefulset/argocd-application-controller --timeout=15m',
    ),
    answer: ({ cluster }) => (cluster?.controllers ? {} : fails('not found')),
  },
  {
    line: exactly('--namespace=argocd wait --for=create secret/repository --timeout=2m'),
    answer: () => ({}),
  },
  {
    line: exactly('--namespace=argocd scale statefulset/argocd-application-controller --replicas=0'),
    answer({ cluster }) {
      if (cluster) cluster.controllers = 0;
      return {};
    },
  },
  {
    line: exactly('delete ingress --all --all-namespaces --timeout=10m'),
    answer(world) {
      if (world.cluster?.controllers) return fails('Argo CD made it again');
      delete world.cluster?.objects['Ingress/video-converter/gateway'];
      world.loadBalancers = [];
      return {};
    },
  },
  {
    line: line(
      String.raw`patch persistentvolume/(\S+) '--patch=\{"spec":\{"persistentVolumeReclaimPolicy":"Delete"\}\}'`,
    ),
    answer({ cluster }, _call, name) {
      if (cluster) cluster.objects[`PersistentVolume//${name}`] = { isKept: false };
      return {};
    },
  },
  {
    line: exactly('--namespace=datastores delete statefulset,cronjob,job --all --timeout=10m'),
    answer: ({ cluster }) => (cluster?.controllers ? fails('Argo CD made them again') : {}),
  },
  {
    line: exactly('--namespace=datastores delete persistentvolumeclaim --all --timeout=10m'),
    answer(world) {
      const { objects = {} } = world.cluster ?? {};
      for (const [key, value] of Object.entries(objects)) {
        if (!key.startsWith('PersistentVolume/') || (value as { isKept: boolean }).isKept) continue;
        delete objects[key];
        world.volumes = world.volumes.filter(it => it !== key.split('/')[2]);
      }
      return {};
    },
  },
];

/** Every call to kubectl that is right. */
export const kubectlBehaviours = (kustomize: string): readonly Behaviour<World>[] => [
  ...asked(kustomize),
  ...CHANGED.map(behaviour => ({ ...behaviour, changes: true as const })),
];

/** The same for all installations of a test, and asked for often. */
let printed: Promise<string> | undefined;

function clusterConfig(kustomize: string, folder: string): Promise<string> {
  printed ??= runSuccessfully([kustomize, 'build', '--load-restrictor=LoadRestrictionsNone', folder]);
  return printed;
}

const APPLICATIONS = ['root', 'argocd', 'gateway', 'postgres'];

/** One that runs what git says, one that cannot, and one that has done its work. */
const PODS = [
  pod('auth', 'a', { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] }),
  pod('gateway', 'c', {
    phase: 'Pending',
    containerStatuses: [{ state: { waiting: { reason: 'ImagePullBackOff' } } }],
  }),
  pod('auth-migrations', 'a', { phase: 'Succeeded' }),
];

function pod(app: string, digit: string, status: object) {
  return {
    metadata: { name: `${app}-1`, namespace: 'video-converter', labels: { 'app.kubernetes.io/name': app } },
    spec: { containers: [{ image: `registry.test/${app}@sha256:${digit.repeat(64)}` }] },
    status,
  };
}

interface SealingKeySecret {
  stringData: Record<string, string>;
}

type Cluster = NonNullable<World['cluster']>;

/** They are well at the second look; gateway stays as it is while it has no image. */
function applications(cluster: Cluster) {
  cluster.looks += 1;
  const isWell = cluster.looks > 1;
  return APPLICATIONS.filter(name => cluster.objects[`Application/argocd/${name}`]).map(name => ({
    metadata: { name },
    status:
      name === 'gateway'
        ? {
            sync: { status: 'Unknown' },
            conditions: [{ type: 'ComparisonError', message: 'image.digest is required' }],
          }
        : {
            sync: { status: isWell ? 'Synced' : 'OutOfSync' },
            health: { status: isWell ? 'Healthy' : 'Progressing' },
          },
  }));
}

interface Applied {
  kind: string;
  metadata: { name: string; namespace?: string };
  items?: Applied[];
}

/** As the API server: a namespace must be there, and a kind known. And as we promise: the key before the controller. */
function apply({ cluster }: World, input: string) {
  if (!cluster) return UNREACHABLE;
  const given = parseAllDocuments(input).map(document => document.toJS() as Applied);
  for (const object of given.flatMap(it => it.items ?? [it])) {
    const { kind, metadata } = object;
    const { name, namespace = '' } = metadata;
    if (namespace && !cluster.objects[`Namespace//${namespace}`])
      return fails(`namespaces "${namespace}" not found`);
    if (kind === 'Application' && !cluster.objects['CustomResourceDefinition//applications']) {
      return fails('no matches for kind "Application"');
    }
    if (
      name === 'sealed-secrets' &&
      kind === 'Deployment' &&
      !cluster.objects['Secret/sealed-secrets/sealing-key']
    ) {
      return fails('the controller would make a key of its own');
    }
    if (kind === 'StatefulSet') cluster.controllers = 1;
    cluster.objects[`${kind}/${namespace}/${name}`] = object;
  }
  return {};
}

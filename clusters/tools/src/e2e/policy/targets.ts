import type { ClusterTarget } from '../../cluster/target.ts';
import { INTERNET, type Picture } from '../../data-flow.ts';
import { type LiveObject, listObjects, requireObject } from '../objects.ts';
import { type Census, type Place, placesOf, requirePod } from './census.ts';
import { calleesOf, type Target } from './matrix.ts';

/** Ports that the host which stands for the internet listens on: those that somebody is let out to, and one that nobody is. */
export const INTERNET_PORTS = [80, 443, 587] as const;

/** Others in the cluster whom none of our pods has to do with. */
interface Other extends Place {
  title: string;
  port: number;
  isOpen?: boolean;
  /** Whom of the picture it stands for. */
  callee?: string;
}

const app = (name: string) => ({ app: name });
const named = (name: string) => ({ 'app.kubernetes.io/name': name });

const OTHERS: readonly Other[] = [
  { title: 'argocd-server', namespace: 'argocd', labels: named('argocd-server'), port: 8080, isOpen: true },
  { title: 'argocd-repo-server', namespace: 'argocd', labels: named('argocd-repo-server'), port: 8081 },
  { title: 'argocd-redis', namespace: 'argocd', labels: named('argocd-redis'), port: 6379 },
  { title: 'sealed-secrets', namespace: 'sealed-secrets', labels: named('sealed-secrets'), port: 8080 },
  { title: 'keda-operator', namespace: 'keda', labels: app('keda-operator'), port: 9666 },
  {
    title: 'metrics-server',
    namespace: 'kube-system',
    labels: { 'k8s-app': 'metrics-server' },
    port: 10250,
    isOpen: true,
  },
  // Equipment of this cluster, which no policy guards.
  { title: 'git', namespace: 'git', labels: app('git'), port: 8080, isOpen: true },
  {
    title: 'mail-sink',
    namespace: 'mail',
    labels: app('mail-sink'),
    port: 1025,
    isOpen: true,
    callee: `${INTERNET}:587`,
  },
];

/** Of these the picture says who may call them, but no policy stands before them: they are the cluster's own. */
const OPEN_CALLEES = ['dns'];

/** These stand for what is elsewhere in other clusters. */
const EQUIPMENT = ['backup-store'];

/** Everybody whom somebody might want to reach. */
export async function findTargets(
  target: ClusterTarget,
  census: Census,
  picture: Picture,
  internet: string,
): Promise<Target[]> {
  const callees = calleesOf(picture).filter(({ name }) => name !== INTERNET);
  return [
    ...callees.map(({ name, port }) => {
      const { address } = requirePod(census, name, placesOf(name, picture));
      return {
        callee: `${name}:${port}`,
        address,
        port,
        isOpen: OPEN_CALLEES.includes(name),
        isEquipment: EQUIPMENT.includes(name),
      };
    }),
    ...OTHERS.map(({ title, port, isOpen, callee = `${title}:${port}`, ...place }) => {
      const { address } = requirePod(census, title, [place]);
      return { callee, title: `${title}:${port}`, address, port, isOpen };
    }),
    ...(await findNode(target)),
    ...INTERNET_PORTS.map(port => ({
      callee: `${INTERNET}:${port}`,
      address: internet,
      port,
      isOpen: true,
    })),
  ];
}

/** The API server, by its Service and as it is, kubelet, and the gateway by the port of the node that leads to it. */
async function findNode(target: ClusterTarget): Promise<Target[]> {
  const service = await requireObject<Service>(target, {
    namespace: 'default',
    kind: 'service',
    name: 'kubernetes',
  });
  const slices = await listObjects<Slice>(
    target,
    'default',
    'endpointslices',
    'kubernetes.io/service-name=kubernetes',
  );
  const gateway = await requireObject<Service>(target, {
    namespace: 'video-converter',
    kind: 'service',
    name: 'gateway',
  });
  const [{ endpoints = [], ports = [] } = {}] = slices;
  const node = endpoints[0]?.addresses[0] ?? '';
  return [
    { callee: 'the API server', address: service.spec.clusterIP, port: 443, isOpen: true },
    { callee: 'the API server itself', address: node, port: ports[0]?.port ?? 0, isOpen: true },
    { callee: 'kubelet', address: node, port: 10250, isOpen: true },
    {
      callee: 'gateway:8080',
      title: 'the NodePort of gateway',
      leadsTo: 'gateway',
      address: node,
      port: gateway.spec.ports[0]?.nodePort ?? 0,
    },
  ];
}

interface Service extends LiveObject {
  spec: { clusterIP: string; ports: { nodePort?: number }[] };
}

interface Slice extends LiveObject {
  endpoints?: { addresses: string[] }[];
  ports?: { port: number }[];
}

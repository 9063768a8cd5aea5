/**
 * Who may open a connection to whom: the picture of the README, in data. The network policies of the charts must allow
 * exactly this; a new neighbour is written here first.
 */
export interface Picture {
  /** By caller: `callee:port` for TCP, `callee:port/UDP` else. A callee may be a network, as `10.0.0.0/16:80`. */
  flows: Readonly<Record<string, readonly string[]>>;
  /** Who takes part without being one of our charts. */
  outsiders: readonly Outsider[];
}

/** Somebody else's pods. */
export interface Outsider {
  name: string;
  namespace: string;
  labels: Readonly<Record<string, string>>;
}

/** Whoever is not in the cluster: users through the load balancer, mail servers, push services, S3. */
export const INTERNET = 'internet';

const DNS = ['dns:53', 'dns:53/UDP'];
const POSTGRES = 'postgres:5432';
const MONGODB = 'mongodb:27017';
const AMQP = 'rabbitmq:5672';
const RABBITMQ_API = 'rabbitmq:15672';
const ADMIN_PORT = 9090;

/** Where a pod asks the EKS Pod Identity agent of its node for its AWS role. */
const POD_IDENTITY = '169.254.170.23/32:80';
const S3 = [POD_IDENTITY, `${INTERNET}:443`];

/** The picture of this platform. */
export const DATA_FLOW: Picture = {
  flows: {
    [INTERNET]: ['gateway:8080'],
    gateway: [...DNS, 'auth:8080', 'notification:8080', POSTGRES, MONGODB, AMQP],
    auth: [...DNS, POSTGRES],
    // Its ffmpeg has no way out: no flow to the internet.
    converter: [...DNS, POSTGRES, MONGODB, AMQP],
    // Web Push and webhooks, and the mail server.
    notification: [...DNS, 'auth:8080', POSTGRES, AMQP, `${INTERNET}:443`, `${INTERNET}:587`],
    'auth-migrations': [...DNS, POSTGRES],
    'jobs-migrations': [...DNS, POSTGRES],
    'notification-migrations': [...DNS, POSTGRES],
    'queue-init': [...DNS, AMQP, RABBITMQ_API],
    'postgres-roles': [...DNS, POSTGRES],
    'postgres-backup': [...DNS, POSTGRES, ...S3],
    mongodb: [...DNS, MONGODB],
    'mongodb-replica-set': [...DNS, MONGODB],
    'mongodb-backup': [...DNS, MONGODB, ...S3],
    // Nodes of a cluster find each other by epmd and talk Erlang.
    rabbitmq: [...DNS, 'rabbitmq:4369', 'rabbitmq:25672'],
    keda: [RABBITMQ_API],
    prometheus: ['gateway', 'auth', 'converter', 'notification'].map(name => `${name}:${ADMIN_PORT}`),
  },
  outsiders: [
    { name: 'dns', namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } },
    { name: 'keda', namespace: 'keda', labels: { app: 'keda-operator' } },
    { name: 'prometheus', namespace: 'monitoring', labels: { 'app.kubernetes.io/name': 'prometheus' } },
  ],
};

/** The same picture where users come through a load balancer in a network of the cluster's: they are seen as from there. */
export function behindLoadBalancer({ flows, outsiders }: Picture, network: string): Picture {
  const { [INTERNET]: fromUsers = [], ...others } = flows;
  return { flows: { ...others, [network]: fromUsers }, outsiders };
}

/** Where an S3 that is not Amazon's runs in the cluster. */
export interface BackupStore {
  namespace: string;
  port: number;
}

/** The same picture where backups go to such a store, and not to Amazon's. */
export function withBackupStore({ flows, outsiders }: Picture, { namespace, port }: BackupStore): Picture {
  const store = { name: 'backup-store', namespace, labels: {} };
  const toStore = (callees: readonly string[]) =>
    callees.includes(POD_IDENTITY)
      ? [...callees.filter(callee => !S3.includes(callee)), `${store.name}:${port}`]
      : callees;
  return {
    flows: Object.fromEntries(Object.entries(flows).map(([from, callees]) => [from, toStore(callees)])),
    outsiders: [...outsiders, store],
  };
}

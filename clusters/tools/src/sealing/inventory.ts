import { vapidPublicKey } from '@vc/local/product/secrets.ts';
import { amqpUrl, awsCredentials, managementUrl, mongodbUrl, postgresUrl } from './addresses.ts';
import { secretValue, type ValueName } from './secret-values.ts';

/** One key of a Secret: which value stands in it, and how it is written there. */
export interface SecretKey {
  value: ValueName;
  /** The value itself, where nothing is said. */
  write?: (value: string) => string;
  /** Whether people say what stands in it: it belongs to a managed datastore, whose passwords and address are not ours to make. */
  isAsked?: boolean;
}

/** A Secret that something in the cluster reads. */
export interface SecretEntry {
  namespace: string;
  name: string;
  /** The app that asks for it. */
  app: string;
  /** Whether pods of the app are restarted, or its Jobs run again, when it changes. Others read it when they need it. */
  restarts: boolean;
  /** Of what an installation may do without: how it is asked whether it is wanted. */
  optional?: string;
  labels?: Readonly<Record<string, string>>;
  /** Keys that are no secret. */
  plain?: Readonly<Record<string, string>>;
  keys: Readonly<Record<string, SecretKey>>;
}

/** What decides which Secrets a cluster needs. */
export interface Deployment {
  /** Names of its Applications. */
  apps: readonly string[];
  /** URL of the repository that Argo CD reads. */
  repository: string;
  /** Of the apps, those whose backups go to an S3 that is not Amazon's, where they need an account. */
  ownStores?: readonly string[];
}

/** Every Secret that a cluster needs, by namespace and name. */
export function inventoryOf({ apps, repository, ownStores = [] }: Deployment): SecretEntry[] {
  return [...DATASTORES, ...ownStores.map(backup), ...SERVICES, ...argocd(repository)]
    .filter(({ app }) => apps.includes(app))
    .map(entry => ({ ...entry, keys: withManagedServers(entry.keys, apps) }));
}

function withManagedServers(keys: SecretEntry['keys'], apps: Deployment['apps']): SecretEntry['keys'] {
  const isManaged = ({ server }: { server?: string }) => server !== undefined && !apps.includes(server);
  return Object.fromEntries(
    Object.entries(keys).map(([name, key]) => [
      name,
      isManaged(secretValue(key.value)) ? { ...key, isAsked: true } : key,
    ]),
  );
}

/** `datastores/postgres`: how people, and files, name a Secret. */
export function titleOf({ namespace, name }: Pick<SecretEntry, 'namespace' | 'name'>): string {
  return `${namespace}/${name}`;
}

const DATASTORES: readonly SecretEntry[] = [
  {
    ...readByPodsOf('postgres', 'datastores'),
    keys: {
      'superuser-password': { value: 'postgres-superuser' },
      'auth-owner-password': { value: 'postgres-auth-owner' },
      'jobs-owner-password': { value: 'postgres-jobs-owner' },
      'notification-owner-password': { value: 'postgres-notification-owner' },
      'auth-password': { value: 'postgres-auth' },
      'gateway-password': { value: 'postgres-gateway' },
      'converter-password': { value: 'postgres-converter' },
      'notification-password': { value: 'postgres-notification' },
      'backup-password': { value: 'postgres-backup' },
    },
  },
  {
    ...readByPodsOf('mongodb', 'datastores'),
    keys: {
      keyfile: { value: 'mongodb-keyfile' },
      'root-password': { value: 'mongodb-root' },
      'gateway-password': { value: 'mongodb-gateway' },
      'converter-password': { value: 'mongodb-converter' },
      'backup-password': { value: 'mongodb-backup' },
    },
  },
  {
    ...readByPodsOf('rabbitmq', 'datastores'),
    keys: {
      'admin-password': { value: 'rabbitmq-admin' },
      'keda-password': { value: 'rabbitmq-keda' },
      'erlang-cookie': { value: 'erlang-cookie' },
    },
  },
];

const SERVICES: readonly SecretEntry[] = [
  {
    ...readByPodsOf('queue-init'),
    keys: {
      'rabbitmq-url': { value: 'rabbitmq-admin', write: amqpUrl('admin') },
      'rabbitmq-api-url': { value: 'rabbitmq-admin', write: managementUrl('admin') },
      'gateway-password': { value: 'rabbitmq-gateway' },
      'converter-password': { value: 'rabbitmq-converter' },
      'notification-password': { value: 'rabbitmq-notification' },
    },
  },
  {
    ...readByPodsOf('auth'),
    keys: {
      'database-url': { value: 'postgres-auth', write: postgresUrl('auth') },
      'jwt-keys': { value: 'jwt-keys' },
      'totp-key': { value: 'totp-key' },
      'gateway-token': { value: 'gateway-to-auth' },
      'notification-token': { value: 'notification-to-auth' },
    },
  },
  {
    ...readByPodsOf('gateway'),
    keys: {
      'database-url': { value: 'postgres-gateway', write: postgresUrl('gateway') },
      'mongodb-url': { value: 'mongodb-gateway', write: mongodbUrl('gateway') },
      'rabbitmq-url': { value: 'rabbitmq-gateway', write: amqpUrl('gateway') },
      'auth-token': { value: 'gateway-to-auth' },
      'notification-token': { value: 'gateway-to-notification' },
    },
  },
  {
    ...readByPodsOf('converter'),
    keys: {
      'database-url': { value: 'postgres-converter', write: postgresUrl('converter') },
      'mongodb-url': { value: 'mongodb-converter', write: mongodbUrl('converter') },
      'rabbitmq-url': { value: 'rabbitmq-converter', write: amqpUrl('converter') },
    },
  },
  {
    ...readByPodsOf('notification'),
    keys: {
      'database-url': { value: 'postgres-notification', write: postgresUrl('notification') },
      'rabbitmq-url': { value: 'rabbitmq-notification', write: amqpUrl('notification') },
      'auth-token': { value: 'notification-to-auth' },
      'gateway-token': { value: 'gateway-to-notification' },
      'smtp-url': { value: 'smtp-url' },
      'vapid-public-key': { value: 'vapid-keys', write: vapidPublicKey },
      'vapid-private-key': { value: 'vapid-keys' },
      'secrets-key': { value: 'secrets-key' },
    },
  },
  migrations('auth', 'auth'),
  migrations('jobs', 'gateway'),
  migrations('notification', 'notification'),
  {
    namespace: 'video-converter',
    name: 'converter-scaler',
    app: 'converter',
    restarts: false,
    keys: { 'rabbitmq-api-url': { value: 'rabbitmq-keda', write: managementUrl('keda') } },
  },
];

/** Which fields name the credential follows from the URL. */
function argocd(repository: string): SecretEntry[] {
  const isHttp = /^https?:/.test(repository);
  return [
    {
      namespace: 'argocd',
      name: 'webhook',
      app: 'argocd',
      restarts: false,
      labels: { 'app.kubernetes.io/part-of': 'argocd' },
      keys: { 'github-secret': { value: 'argocd-webhook' } },
    },
    {
      namespace: 'argocd',
      name: 'repository',
      app: 'argocd',
      restarts: false,
      optional: `Is ${repository} private, so that Argo CD needs a credential to read it?`,
      labels: { 'argocd.argoproj.io/secret-type': 'repository' },
      plain: { type: 'git', url: repository },
      keys: isHttp
        ? { username: { value: 'repository-username' }, password: { value: 'repository-token' } }
        : { sshPrivateKey: { value: 'repository-ssh-key' } },
    },
  ];
}

/** Of the Job that backs a datastore up. */
function backup(app: string): SecretEntry {
  return {
    namespace: 'datastores',
    name: `${app}-backup`,
    app,
    restarts: false,
    keys: { credentials: { value: 'backup-store', write: awsCredentials } },
  };
}

/** The one that pods of an app mount; it is called like the app. */
function readByPodsOf(app: string, namespace = 'video-converter') {
  return { namespace, name: app, app, restarts: true };
}

/** That of a migration, which runs once for each image. */
function migrations(schema: 'auth' | 'jobs' | 'notification', app: string): SecretEntry {
  return {
    namespace: 'video-converter',
    name: `${schema}-migrations`,
    app,
    restarts: false,
    keys: { 'database-url': { value: `postgres-${schema}-owner`, write: postgresUrl(`${schema}_owner`) } },
  };
}

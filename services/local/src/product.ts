import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Datastores } from './datastores.ts';
import { freePort } from './native/free-port.ts';
import {
  type Ports,
  queueInitEnvironment,
  type Surroundings,
  serviceEnvironments,
  type Variables,
} from './product/environment.ts';
import { runJob } from './product/job-process.ts';
import { SERVICES, type ServiceName } from './product/programs.ts';
import type { Secrets } from './product/secrets.ts';
import { createServiceProcess, type ServiceProcess } from './product/service-process.ts';
import type { Progress } from './progress.ts';
import { provisionPostgres, type Role } from './provision.ts';

/** Settings of {@link startProduct}. */
export interface ProductOptions {
  datastores: Datastores;
  secrets: Secrets;
  smtpUrl: string;
  /** Logs and spooled videos go below it. */
  directory: string;
  progress: Progress;
  /** Port of the gateway; by default any free one. */
  gatewayPort?: number;
  /** The built page, for the gateway to serve. */
  pageDirectory?: string;
  /** Changes to what services are told. */
  variables?: Partial<Record<ServiceName, Variables>>;
  /** Called when a service ends without having been told to. */
  onCrash?: (service: ServiceProcess, how: string) => void;
}

/** The whole product, running. */
export interface Product {
  /** Where users find it. */
  readonly url: string;
  readonly services: Record<ServiceName, ServiceProcess>;
  readonly databaseUrls: Record<Role, string>;
  /** Declares exchanges, queues and users, as it did at the start. */
  initQueues(): Promise<void>;
  /** What the admin commands need to know: `user …` is auth's, `blobs …` the gateway's. */
  readonly adminVariables: Record<'user' | 'blobs', Variables>;
  /** Runs `admin user …`, with `input` on its stdin, and returns what it printed. */
  adminUser(args: readonly string[], input?: string): Promise<string>;
  /** Stops the services, each in order; the datastores run on. */
  stop(): Promise<void>;
}

/**
 * Prepares the datastores as the cluster's jobs do (roles, users, queues, migrations) and starts the four services. All of it
 * may have been done before: then it changes nothing and takes a second or two.
 */
export async function startProduct(options: ProductOptions): Promise<Product> {
  const { datastores, secrets, progress } = options;
  const logs = join(options.directory, 'logs');
  const tempDirectory = join(options.directory, 'spool');
  for (const directory of [logs, tempDirectory]) await mkdir(directory, { recursive: true });

  const databaseUrls = await provisionPostgres(datastores.postgres.url, {
    database: 'video_converter',
    passwords: secrets.database,
  });
  const around: Surroundings = {
    secrets,
    databaseUrls,
    mongodbUrls: await createMongoUsers(datastores, secrets),
    rabbitmqUrl: datastores.rabbitmq.url,
    rabbitmqApiUrl: datastores.rabbitmq.apiUrl,
    smtpUrl: options.smtpUrl,
    ports: await choosePorts(options.gatewayPort),
    tempDirectory,
    pageDirectory: options.pageDirectory,
  };
  const initQueues = async () => {
    await runJob('queue-init', queueInitEnvironment(around), { logFile: join(logs, 'queue-init.log') });
  };
  await Promise.all([
    progress.step('queues (queue-init)', initQueues),
    progress.step('schemas (migrations)', () => migrate(databaseUrls, join(logs, 'migrations.log'))),
  ]);

  const environments = serviceEnvironments(around);
  const adminVariables = {
    user: { DATABASE_URL: databaseUrls.auth },
    blobs: { DATABASE_URL: databaseUrls.gateway, MONGODB_URL: around.mongodbUrls.gateway },
  };
  const services = {} as Record<ServiceName, ServiceProcess>;
  for (const name of SERVICES) {
    const service: ServiceProcess = createServiceProcess({
      name,
      variables: { ...environments[name], ...options.variables?.[name] },
      logFile: join(logs, `${name}.log`),
      onCrash: how => options.onCrash?.(service, how),
    });
    services[name] = service;
  }
  const stop = async () => {
    // The gateway first: what it accepts until then, the others may still finish or hand back.
    await services.gateway.stop();
    await Promise.all(SERVICES.map(name => services[name].stop()));
  };
  try {
    await Promise.all(SERVICES.map(name => progress.step(name, () => services[name].start())));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: `http://localhost:${around.ports.gateway.http}`,
    services,
    databaseUrls,
    initQueues,
    adminVariables,
    adminUser: (args, input) =>
      runJob('admin user', adminVariables.user, {
        args: ['user', ...args],
        input,
        logFile: join(logs, 'admin.log'),
      }),
    stop,
  };
}

async function migrate(urls: Record<Role, string>, logFile: string): Promise<void> {
  // One after the other: views and grants reach across schemas.
  await runJob('migrate auth', { DATABASE_URL: urls.auth_owner }, { logFile });
  await runJob('migrate jobs', { DATABASE_URL: urls.jobs_owner }, { logFile });
  await runJob('migrate notification', { DATABASE_URL: urls.notification_owner }, { logFile });
}

async function createMongoUsers(
  { mongodb }: Datastores,
  secrets: Secrets,
): Promise<Record<'gateway' | 'converter', string>> {
  const create = (name: 'gateway' | 'converter') =>
    mongodb.createUser({ database: 'media', name, password: secrets.mongodb[name] });
  return { gateway: await create('gateway'), converter: await create('converter') };
}

async function choosePorts(gatewayPort?: number): Promise<Record<ServiceName, Ports>> {
  const ports = {} as Record<ServiceName, Ports>;
  for (const name of SERVICES) ports[name] = { http: await freePort(), admin: await freePort() };
  if (gatewayPort) ports.gateway.http = gatewayPort;
  return ports;
}

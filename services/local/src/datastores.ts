import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isContainerEngineRunning } from './datastores/container-engine.ts';
import type { Datastore, DatastoreOptions, Mongodb, Postgres, Rabbitmq } from './datastores/datastore.ts';
import { mongodbOfEnvironment, startMongodbContainer } from './datastores/mongodb.ts';
import { startNativeMongodb } from './datastores/native-mongodb.ts';
import { startNativePostgres } from './datastores/native-postgres.ts';
import { startNativeRabbitmq } from './datastores/native-rabbitmq.ts';
import { postgresOfEnvironment, startPostgresContainer } from './datastores/postgres.ts';
import { rabbitmqOfEnvironment, startRabbitmqContainer } from './datastores/rabbitmq.ts';
import { debianRoot } from './native/debian-root.ts';
import type { Progress } from './progress.ts';

/** What starting a datastore needs to know. */
export interface StartOptions extends DatastoreOptions {
  progress: Progress;
  /** Default: the environment of this process. */
  env?: NodeJS.ProcessEnv;
}

/** The three datastores of the product. */
export interface Datastores {
  postgres: Postgres;
  mongodb: Mongodb;
  rabbitmq: Rabbitmq;
  /** Stops the ones that we run. */
  stop(): Promise<void>;
}

/** Installs what the datastores need and can take minutes, so that starting them takes seconds. */
export async function prepareDatastores(
  progress: Progress,
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  const given = [postgresOfEnvironment(env), mongodbOfEnvironment(env), rabbitmqOfEnvironment(env)];
  if (given.every(datastore => datastore !== undefined)) return;
  if (!(await isContainerEngineRunning(env))) await debianRoot(progress);
}

/** Starts all three, each in a folder of its own below `directory`. When one fails, none stays. */
export async function startDatastores({ directory, ...options }: StartOptions): Promise<Datastores> {
  const starts = [
    startPostgres({ ...options, directory: join(directory, 'postgres') }),
    startMongodb({ ...options, directory: join(directory, 'mongodb') }),
    startRabbitmq({ ...options, directory: join(directory, 'rabbitmq') }),
  ] as const;
  const results = await Promise.allSettled(starts);
  const stop = async () => {
    await Promise.all(
      results.map(result => (result.status === 'fulfilled' ? result.value.stop() : undefined)),
    );
  };
  try {
    const [postgres, mongodb, rabbitmq] = await Promise.all(starts);
    return { postgres, mongodb, rabbitmq, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Finds or starts PostgreSQL. */
export function startPostgres(options: StartOptions): Promise<Postgres> {
  return start('PostgreSQL', options, postgresOfEnvironment, startPostgresContainer, startNativePostgres);
}

/** Finds or starts a server of the MongoDB protocol. */
export function startMongodb(options: StartOptions): Promise<Mongodb> {
  return start('MongoDB', options, mongodbOfEnvironment, startMongodbContainer, startNativeMongodb);
}

/** Finds or starts RabbitMQ. */
export function startRabbitmq(options: StartOptions): Promise<Rabbitmq> {
  return start('RabbitMQ', options, rabbitmqOfEnvironment, startRabbitmqContainer, startNativeRabbitmq);
}

/** In this order: a URL in the environment, a container where an engine can run it, a server out of the Debian root. */
async function start<T extends Datastore>(
  name: Datastore['name'],
  { directory, durable, progress, env = process.env }: StartOptions,
  ofEnvironment: (env: NodeJS.ProcessEnv) => T | undefined,
  startAsContainer: (options: DatastoreOptions) => Promise<T>,
  startNatively: (root: string, options: DatastoreOptions) => Promise<T>,
): Promise<T> {
  const given = ofEnvironment(env);
  if (given) return given;
  // Nobody but the servers needs to see what lies in it, passwords included.
  await mkdir(directory, { recursive: true, mode: 0o700 });

  if (await isContainerEngineRunning(env)) {
    const options = { directory: join(directory, 'container'), durable };
    try {
      return await progress.step(`${name} (container)`, () => startAsContainer(options));
    } catch (error) {
      // An engine without a registry, or without room: the next way may work, and says so if it does not.
      process.stderr.write(`${name} does not run as a container: ${(error as Error).message}\n`);
    }
  }
  const root = await debianRoot(progress);
  const options = { directory: join(directory, 'native'), durable };
  await mkdir(options.directory, { recursive: true });
  return await progress.step(name, () => startNatively(root, options));
}

/** How a datastore was found; `environment` means that somebody else runs it. */
export type Source = 'environment' | 'container' | 'native';

/** What can be done to a datastore that we run. Somebody else's (source `environment`) refuses all but `stop`. */
export interface Datastore {
  readonly name: 'PostgreSQL' | 'MongoDB' | 'RabbitMQ';
  readonly source: Source;
  /** Shuts it down in order; harmless when it does not run. The data stay. */
  stop(): Promise<void>;
  /** Crashes it: SIGKILL to all of its processes. */
  kill(): Promise<void>;
  /** Halts all of its processes; connections stay open, and nothing answers. */
  freeze(): Promise<void>;
  /** Ends {@link freeze}. */
  thaw(): Promise<void>;
  /** Runs it again after `stop` or `kill`, with the same data on the same ports; returns when it answers. */
  start(): Promise<void>;
  /** Crashes it, removes all that it stored and starts it empty, on the same ports with the same administrator. */
  wipe(): Promise<void>;
}

/** PostgreSQL 18. */
export interface Postgres extends Datastore {
  /** URL of a superuser, of the maintenance database `postgres`. */
  readonly url: string;
}

/** A server of the MongoDB protocol. */
export interface Mongodb extends Datastore {
  /** URL of an administrator. */
  readonly url: string;
  /** Makes, or resets, a user that reads and writes one database, and returns its URL. */
  createUser(user: { database: string; name: string; password: string }): Promise<string>;
}

/** RabbitMQ 4. */
export interface Rabbitmq extends Datastore {
  /** AMQP URL of an administrator, of the default virtual host. */
  readonly url: string;
  /** URL of the management API with the same administrator. */
  readonly apiUrl: string;
  /** Runs `rabbitmqctl` beside the server and returns what it printed; for what the management API cannot do. */
  control(...args: string[]): Promise<string>;
}

/** What every way to run a datastore is told. */
export interface DatastoreOptions {
  /** A folder of this datastore's own; it is kept between runs. */
  directory: string;
  /** Whether data survive a crash of the machine; without, only of the servers, which is faster. */
  durable: boolean;
}

import type { Role } from '../provision.ts';

/** What the global setup of a test run tells its test files. */
export interface TestStack {
  /** Begins the name of everything that this run makes, for the servers may be shared. */
  run: string;
  /** URL of the superuser. */
  postgresUrl: string;
  /** URL of an administrator. */
  mongodbUrl: string;
  /** AMQP URL of an administrator. */
  rabbitmqUrl: string;
  /** URL of the management API of the same administrator. */
  rabbitmqApiUrl: string;
  /** Of the database roles, which all databases of a server share. */
  passwords: Record<Role, string>;
}

declare module 'vitest' {
  interface ProvidedContext {
    stack: TestStack;
  }
}

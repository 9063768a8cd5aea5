import { loadConfig } from '@vc/kit/config.ts';
import { serviceVariables } from '@vc/kit/service-config.ts';
import { type Static, Type } from 'typebox';

/** Of characters that need no escaping in a URL: the services carry these passwords in their `RABBITMQ_URL`. */
const Password = Type.String({ minLength: 8, maxLength: 128, pattern: '^[A-Za-z0-9._~-]+$' });

const Config = Type.Object({
  /** The management API, with an administrator: `http://admin:secret@rabbitmq:15672`. */
  RABBITMQ_API_URL: Type.String({ pattern: '^https?://[^@/]+@' }),
  /** AMQP, with the same administrator. Its path names the virtual host, `/` where there is none. */
  RABBITMQ_URL: Type.String({ pattern: '^amqps?://[^@/]+@' }),
  GATEWAY_PASSWORD: Password,
  CONVERTER_PASSWORD: Password,
  NOTIFICATION_PASSWORD: Password,
  /** How long to wait for a broker that is away or still starting, in seconds. */
  WAIT_SECONDS: Type.Integer({ minimum: 0, default: 120 }),
  LOG_LEVEL: serviceVariables.LOG_LEVEL,
});

/** What the job is told by its environment. */
export type Config = Static<typeof Config>;

/**
 * Reads the configuration of the job.
 *
 * @throws {ConfigError} listing all that is missing or malformed
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  return loadConfig(Config, env);
}

/** The virtual host that an AMQP URL names: its decoded path, or `/` where it has none. */
export function virtualHost(amqpUrl: string): string {
  return decodeURIComponent(new URL(amqpUrl).pathname.slice(1)) || '/';
}

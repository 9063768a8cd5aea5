import { loadConfig } from '@vc/kit/config.ts';
import { serviceVariables } from '@vc/kit/service-config.ts';
import { type Static, Type } from 'typebox';

/** Everything that an operator can set; the README has the table. */
const Config = Type.Object({
  ...serviceVariables,
  DATABASE_URL: Type.String(),
  MONGODB_URL: Type.String(),
  RABBITMQ_URL: Type.String(),
  /** Where videos are spooled: room for one upload and its MP3, not shared between machines. */
  TEMP_DIR: Type.String(),
  /** The longest audio that is converted. */
  MAX_DURATION_SECONDS: Type.Integer({ default: 4 * 3600, minimum: 1 }),
  /** One conversion may take so long by the clock; RabbitMQ waits 30 minutes for an ack. */
  CONVERSION_SECONDS: Type.Integer({ default: 1_500, minimum: 1 }),
  /** A process that is asked to end goes on converting for so long before it hands the job back. */
  FINISH_SECONDS: Type.Integer({ default: 20, minimum: 0 }),
  /** Seconds until an ended job expires; the same as the gateway's. */
  RETENTION_SECONDS: Type.Integer({ default: 7 * 24 * 3600, minimum: 60 }),
});

export type Config = Static<typeof Config>;

/** @throws {ConfigError} naming everything that is missing or malformed */
export const readConfig = (): Config => loadConfig(Config, process.env);

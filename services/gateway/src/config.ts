import { loadConfig } from '@vc/kit/config.ts';
import { serviceVariables } from '@vc/kit/service-config.ts';
import { type Static, Type } from 'typebox';

const StoreVariables = Type.Object({ DATABASE_URL: Type.String(), MONGODB_URL: Type.String() });

/** Everything that an operator can set; the README has the table. */
const Config = Type.Object({
  ...serviceVariables,
  ...StoreVariables.properties,
  RABBITMQ_URL: Type.String(),
  AUTH_URL: Type.String(),
  AUTH_TOKEN: Type.String(),
  NOTIFICATION_URL: Type.String(),
  NOTIFICATION_TOKEN: Type.String(),
  /** The address that users type, without a path; https makes cookies `Secure`. */
  PUBLIC_URL: Type.String({ pattern: '^https?://[^/]+$' }),
  /** Addresses or networks, separated by commas, whose `X-Forwarded-For` is believed. */
  TRUSTED_PROXIES: Type.String({ default: '' }),
  /** Folder of the built page; absent, there is none. */
  PAGE_DIR: Type.Optional(Type.String()),
  UPLOAD_MAX_BYTES: Type.Integer({ default: 2 * 2 ** 30, minimum: 1 }),
  /** An upload that sends nothing, or next to nothing, for so many seconds is cut. */
  UPLOAD_IDLE_SECONDS: Type.Integer({ default: 30, minimum: 1 }),
  /** Uploads under way in this process, of all users. */
  UPLOADS_AT_ONCE: Type.Integer({ default: 50, minimum: 1 }),
  QUOTA_UPLOADS: Type.Integer({ default: 3, minimum: 1 }),
  QUOTA_UNFINISHED_JOBS: Type.Integer({ default: 20, minimum: 1 }),
  QUOTA_BYTES: Type.Integer({ default: 10 * 2 ** 30, minimum: 1 }),
  /** Seconds until an ended job expires. */
  RETENTION_SECONDS: Type.Integer({ default: 7 * 24 * 3600, minimum: 60 }),
});

export type Config = Static<typeof Config>;

/** @throws {ConfigError} naming everything that is missing or malformed */
export const readConfig = (): Config => loadConfig(Config, process.env);

/** What the `admin` command needs. */
export const readStoreConfig = (): Static<typeof StoreVariables> => loadConfig(StoreVariables, process.env);

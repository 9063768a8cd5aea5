import { loadConfig } from '@vc/kit/config.ts';
import { SealingKey, serviceVariables } from '@vc/kit/service-config.ts';
import { type Static, Type } from 'typebox';

const Config = Type.Object({
  ...serviceVariables,
  DATABASE_URL: Type.String(),
  RABBITMQ_URL: Type.String(),
  AUTH_URL: Type.String(),
  /** What this service presents to `auth`. */
  AUTH_TOKEN: Type.String({ minLength: 16 }),
  /** What the gateway must present here. */
  GATEWAY_TOKEN: Type.String({ minLength: 16 }),
  /** `smtp://user:password@host:587`, `smtps://…:465`; nodemailer's options as query parameters (`?requireTLS=true`). */
  SMTP_URL: Type.String({ pattern: '^smtps?://' }),
  /** Sender of all mail: an address, with or without a name (`Video Converter <mp3@example.org>`). */
  MAIL_FROM: Type.String({ pattern: '^[^\\r\\n]*[^\\s@<>]+@[^\\s@<>]+>?$' }),
  /** Where users reach the gateway: the beginning of every link. */
  PUBLIC_URL: Type.String({ pattern: '^https?://' }),
  /** The application server's key pair (RFC 8292), base64url: `npx web-push generate-vapid-keys`. */
  VAPID_PUBLIC_KEY: Type.String({ pattern: '^[A-Za-z0-9_-]{87}$' }),
  VAPID_PRIVATE_KEY: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' }),
  /** Whom a push service contacts about us. */
  VAPID_SUBJECT: Type.String({ pattern: '^(mailto:|https://)' }),
  /** Seals webhook secrets and confirmation tokens in the database. */
  SECRETS_KEY: SealingKey,
  /** `host:port,…` that user-given URLs may name although they are not public; for tests and one machine only. */
  OUTBOUND_ALLOW: Type.String({ default: '', pattern: '^([^,:\\s]+:\\d+(,[^,:\\s]+:\\d+)*)?$' }),
});

/** The configuration of the process, checked. */
export type Config = Static<typeof Config>;

/** Reads the configuration from the environment. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  return loadConfig(Config, env);
}

import { ConfigError, loadConfig } from '@vc/kit/config.ts';
import { SealingKey, serviceVariables } from '@vc/kit/service-config.ts';
import { Type } from 'typebox';
import { parseSigningKeys, type SigningKey } from './signing-keys.ts';
import { LONGEST_TOKEN_TTL } from './token-lifetime.ts';

const DatabaseVariables = Type.Object({ DATABASE_URL: Type.String({ minLength: 1 }) });

const ServiceToken = Type.String({ minLength: 16 });

const Variables = Type.Object({
  ...serviceVariables,
  ...DatabaseVariables.properties,
  /** PKCS#8 PEM blocks of Ed25519 keys: the first signs, all are published. */
  JWT_KEYS: Type.String({ minLength: 1 }),
  /** Lifetime of a token in seconds. */
  TOKEN_TTL: Type.Integer({ minimum: 60, maximum: LONGEST_TOKEN_TTL, default: 43_200 }),
  /** Seals the two-factor secrets in the database. */
  TOTP_KEY: SealingKey,
  /** What each caller must present. */
  GATEWAY_TOKEN: ServiceToken,
  NOTIFICATION_TOKEN: ServiceToken,
  /** Whether people may register themselves. */
  REGISTRATION: Type.Boolean({ default: false }),
  /** Whether the address of who registers must be confirmed before mail goes to it. */
  CONFIRM_ADDRESSES: Type.Boolean({ default: true }),
});

/** The configuration of the service, with its signing keys parsed. */
export type AuthConfig = ReturnType<typeof loadAuthConfig>;

/** @throws {ConfigError} naming every variable that is missing or malformed */
export function loadAuthConfig(env: NodeJS.ProcessEnv = process.env) {
  const { JWT_KEYS, ...variables } = loadConfig(Variables, env);
  return { ...variables, signingKeys: readSigningKeys(JWT_KEYS) };
}

/** What the commands need that only work on the database (migrations, `admin`). */
export function loadDatabaseConfig(env: NodeJS.ProcessEnv = process.env) {
  return loadConfig(DatabaseVariables, env);
}

function readSigningKeys(pem: string): [SigningKey, ...SigningKey[]] {
  try {
    return parseSigningKeys(pem);
  } catch (error) {
    throw new ConfigError(`JWT_KEYS is not usable: ${(error as Error).message}`, { cause: error });
  }
}

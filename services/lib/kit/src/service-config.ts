import { Type } from 'typebox';

/** The variables that every long-running service understands; spread them into its own schema. */
export const serviceVariables = {
  /** Address to listen on, for both ports. */
  HOST: Type.String({ default: '0.0.0.0' }),
  /** Port of the service itself. */
  PORT: Type.Integer({ default: 8080 }),
  /** Port of `/livez`, `/readyz` and `/metrics`, never public. */
  ADMIN_PORT: Type.Integer({ default: 9090 }),
  LOG_LEVEL: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], { default: 'info' }),
};

/** A 32-byte key in base64, as `sealing.ts` wants it. */
export const SealingKey = Type.String({ pattern: '^[A-Za-z0-9+/]{43}=$' });

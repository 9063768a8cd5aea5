import { type Logger, pino } from 'pino';
import pretty from 'pino-pretty';
import { traceIds } from './telemetry.ts';

export type { Logger };

/** What must never reach a log, wherever it stands in the logged object. */
const SECRETS = ['authorization', 'cookie', 'password', 'current', 'otp', 'token', 'secret', 'access_token'];

/**
 * JSON lines on standard output, or readable ones on a terminal, each with the service's name and, inside a request or
 * message, its trace id.
 */
export function createLogger(service: string, level: string): Logger {
  const options = {
    level,
    base: { service },
    mixin: traceIds,
    redact: {
      paths: SECRETS.flatMap(name => [name, `*.${name}`, `*.*.${name}`]),
      censor: '[redacted]',
    },
  };
  return process.stdout.isTTY
    ? pino(options, pretty({ colorize: true, ignore: 'pid,hostname' }))
    : pino(options);
}

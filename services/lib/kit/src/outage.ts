import { Problem } from './problem.ts';

/** Something that we need is away; thrown where no driver's own error says so. */
export class Outage extends Error {}

/**
 * SQLSTATE classes and codes that say "not now": connection, resources, shutdown, deadlock, read-only standby. Refused credentials
 * and a missing database are among them: a process that still has the password of before a rotation is about to be replaced.
 */
const TRANSIENT_SQLSTATE = /^(08...|28...|3D000|53...|57P0[1-5]|57014|40001|40P01|25006)$/;

/** MongoDB's code for refused credentials. */
const AUTHENTICATION_FAILED = 18;

const TRANSIENT_CODE =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|ENOTFOUND|ECONNABORTED|UND_ERR_SOCKET)$/;

/** The driver's errors without a code: pg's pool and client, MongoDB's network and selection errors. */
const TRANSIENT_NAME =
  /^Mongo(Network|ServerSelection|PoolCleared|PoolClosed|WaitQueue|NotConnected|TopologyClosed)/;
const TRANSIENT_MESSAGE =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Query read timeout|Connection ended unexpectedly/;

/** Whether an error means that a datastore or service is away (try again later), rather than that the request or the code is wrong. */
export function isOutage(error: unknown): boolean {
  for (let current = error, depth = 0; current instanceof Error && depth < 5; depth += 1) {
    if (current instanceof Outage || current.name === 'TimeoutError') return true;
    if (current instanceof Problem && current.status === 503) return true;
    const { name, code } = current as { name: string; code?: unknown };
    if (name === 'MongoServerError' && code === AUTHENTICATION_FAILED) return true;
    if (typeof code === 'string' && (TRANSIENT_SQLSTATE.test(code) || TRANSIENT_CODE.test(code))) return true;
    if (TRANSIENT_NAME.test(name) || TRANSIENT_MESSAGE.test(current.message)) return true;
    if (current instanceof AggregateError && current.errors.some(isOutage)) return true;
    current = current.cause;
  }
  return false;
}

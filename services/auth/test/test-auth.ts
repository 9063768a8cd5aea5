import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import type { RegisteredUser } from '@vc/contracts/auth-api.ts';
import type { ProblemBody } from '@vc/contracts/problem.ts';
import { openDatabase } from '@vc/kit/database.ts';
import { createLogger } from '@vc/kit/logger.ts';
import { runMigrations } from '@vc/kit/migrations.ts';
import { createDatabase } from '@vc/local/testing/stack.ts';
import type { Kysely } from 'kysely';
import { type AppDeps, buildApp } from '../src/app.ts';
import type { AuthDatabase } from '../src/database.ts';
import { createGate } from '../src/gate.ts';
import { migrations } from '../src/migrations/migrations.ts';
import { createPasswords } from '../src/passwords.ts';
import { parseSigningKeys } from '../src/signing-keys.ts';

export const log = createLogger('auth-test', 'silent');

/** Cheap hashes, so that tests spend their time on what they are about. */
export const CHEAP = { memoryCost: 64, timeCost: 1, parallelism: 1 };

export const TOTP_KEY = randomBytes(32).toString('base64');

export const CALLERS = { gateway: 'the token of the gateway', notification: 'the token of notification' };

/** A PKCS#8 PEM block of a fresh Ed25519 key. */
export function newKeyPem(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** A database with the schema of auth, of this file alone; the connection has the rights of the service. */
export async function createAuthDatabase(): Promise<{ url: string; db: Kysely<AuthDatabase> }> {
  const { urls } = await createDatabase({
    name: 'auth',
    migrate: owners => runMigrations({ url: owners.auth_owner, schema: 'auth', migrations, log }),
  });
  return { url: urls.auth, db: openDatabase<AuthDatabase>({ url: urls.auth, log }) };
}

/** An answer; its body is a problem, unless the test expects something else. */
export type Answer<T = ProblemBody> = { status: number; body: T; headers: Record<string, unknown> };

/** The application over a database, with what a test wants different. */
export function buildTestApp(db: Kysely<AuthDatabase>, overrides: Partial<AppDeps> = {}) {
  const app = buildApp({
    db,
    log,
    gate: createGate({ running: 4, waiting: 1_000 }),
    passwords: createPasswords(CHEAP),
    totpKey: TOTP_KEY,
    tokenTtl: 600,
    signingKeys: parseSigningKeys(newKeyPem()),
    callers: CALLERS,
    isRegistrationOpen: true,
    mustConfirmAddresses: false,
    ...overrides,
  });
  /** Calls a route, as the gateway unless said otherwise. */
  async function call<T = ProblemBody>(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    url: string,
    payload?: object,
    token = CALLERS.gateway,
  ): Promise<Answer<T>> {
    const headers = { authorization: `Bearer ${token}` };
    const response = await app.inject({ method, url, headers, ...(payload && { payload }) });
    const body = response.body === '' ? undefined : response.json();
    return { status: response.statusCode, body, headers: response.headers };
  }
  return { app, call };
}

/** How tests call the application. */
export type Call = ReturnType<typeof buildTestApp>['call'];

let addresses = 0;

/** A network address that no other test has, so that tests do not throttle each other. */
export function newAddress(): string {
  addresses += 1;
  return `198.51.${addresses >> 8}.${addresses & 255}`;
}

/** Registers a user with the password `correct horse` and a new e-mail address. */
export async function registerUser(call: Call): Promise<{ id: string; email: string }> {
  const email = `${randomUUID()}@example.org`;
  const { body } = await call<RegisteredUser>('POST', '/users', {
    email,
    password: PASSWORD,
    address: newAddress(),
  });
  return { id: body.id, email };
}

export const PASSWORD = 'correct horse';

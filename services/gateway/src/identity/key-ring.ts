import { createPublicKey } from 'node:crypto';
import type { RevokedToken } from '@vc/contracts/auth-api.ts';
import type { Claims } from '@vc/contracts/claims.ts';
import type { Logger } from '@vc/kit/logger.ts';
import { pause, startLoop } from '@vc/kit/loop.ts';
import type { AuthClient } from './auth-client.ts';

/** The gateway's copies of what it takes to judge a token without asking `auth`. */
export type KeyRing = {
  /** The PEM of a signing key; asks `auth` once when the key is new. Undefined: nobody signs with it. */
  publicKey(kid: string): Promise<string | undefined>;
  isRevoked(claims: Pick<Claims, 'jti' | 'sub' | 'ver'>): boolean;
  /** Refuses a token on this replica at once; the others learn of it at their next refresh. */
  revoke(token: RevokedToken): void;
  /** Whether there ever was a copy of both: without one no token can be judged. */
  isReady(): boolean;
  close(): Promise<void>;
};

/** How often `auth` is asked, in milliseconds. */
export const PACE = {
  refresh: 15_000,
  /** Until there is a first copy. */
  firstCopy: 1_000,
  /** A key that we do not know makes us look at most this often: made-up ones must not become a load on `auth`. */
  unknownKey: 2_000,
};

/**
 * Keeps copies of the key set and the revocations of `auth`, refreshed every 15 s. While `auth` is away the last copies
 * hold, however old, so that uploads go on.
 */
export function createKeyRing(
  auth: Pick<AuthClient, 'fetchKeys' | 'fetchRevocations'>,
  log: Logger,
  pace = PACE,
): KeyRing {
  let keys: Map<string, string> | undefined;
  let revokedTokens: Set<string> | undefined;
  let leastVersions = new Map<string, number>();
  /** Tokens given up here; the copies of `auth` may lag behind. Kept until they expire. */
  const ownRevocations = new Map<string, number>();
  /** When the question was asked that got us our keys; one that found nobody does not count. */
  let keysAskedAt = 0;
  let asking: Promise<void> | undefined;

  async function refreshKeys(): Promise<void> {
    const askedAt = Date.now();
    const set = await auth.fetchKeys();
    keysAskedAt = askedAt;
    keys = new Map(
      set.keys.map(key => [
        key.kid,
        createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'pem' }).toString(),
      ]),
    );
  }

  async function refreshRevocations(): Promise<void> {
    const { tokens, users } = await auth.fetchRevocations();
    revokedTokens = new Set(tokens.map(token => token.jti));
    leastVersions = new Map(users.map(user => [user.sub, user.ver]));
    for (const [jti, exp] of ownRevocations) if (exp < Date.now() / 1000) ownRevocations.delete(jti);
  }

  const isReady = () => keys !== undefined && revokedTokens !== undefined;
  const loop = startLoop({
    name: 'key ring',
    everyMs: pace.refresh,
    log,
    async task(stopping) {
      try {
        await Promise.all([refreshKeys(), refreshRevocations()]);
        return false;
      } catch (error) {
        log.warn({ err: error }, 'no news from auth, the last copies of keys and revocations hold');
        if (isReady()) return false;
        await pause(pace.firstCopy, stopping);
        return true;
      }
    },
  });

  return {
    async publicKey(kid) {
      if (!keys?.has(kid) && Date.now() - keysAskedAt > pace.unknownKey) {
        asking ??= refreshKeys().finally(() => {
          asking = undefined;
        });
        await asking.catch(() => {});
      }
      return keys?.get(kid);
    },
    isRevoked: ({ jti, sub, ver }) =>
      revokedTokens?.has(jti) || ownRevocations.has(jti) || ver < (leastVersions.get(sub) ?? 0),
    revoke: ({ jti, exp }) => void ownRevocations.set(jti, exp),
    isReady,
    close: () => loop.close(),
  };
}

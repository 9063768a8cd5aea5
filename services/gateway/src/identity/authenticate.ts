import fastifyJwt, { type TokenOrHeader } from '@fastify/jwt';
import { Claims, TOKEN_AUDIENCE, TOKEN_ISSUER } from '@vc/contracts/claims.ts';
import { Problem, unavailable } from '@vc/kit/problem.ts';
import type { Server } from '@vc/kit/server.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Compile } from 'typebox/compile';
import type { KeyRing } from './key-ring.ts';
import { requireSameOrigin } from './same-origin.ts';

declare module '@fastify/jwt' {
  interface FastifyJWT {
    user: Claims;
  }
}

const claims = Compile(Claims);

/** What it takes to know who asks. */
export type IdentityDeps = {
  keyRing: Pick<KeyRing, 'publicKey' | 'isRevoked' | 'isReady'>;
  publicUrl: string;
  cookieName: string;
};

/**
 * Tokens of each key, by their digests, whose signature need not be verified again; the least used ones go. Their expiry counts all
 * the same, and revocations are looked up each time.
 */
const CACHED_TOKENS = 1_000;

/** Sets up token verification; every claim is required, since the library checks issuer, audience and expiry only if present. */
export async function registerTokens(app: Server, { keyRing, cookieName }: IdentityDeps): Promise<void> {
  await app.register(fastifyJwt, {
    decode: { complete: true },
    secret: async (_request: FastifyRequest, token: TokenOrHeader) => {
      const kid: unknown = 'header' in token ? token.header?.kid : token.kid;
      const key = typeof kid === 'string' ? await keyRing.publicKey(kid) : undefined;
      if (!key) throw new Error('no such signing key');
      return key;
    },
    verify: {
      algorithms: ['EdDSA'],
      allowedIss: TOKEN_ISSUER,
      allowedAud: TOKEN_AUDIENCE,
      requiredClaims: ['iss', 'aud', 'sub', 'exp', 'iat', 'jti', 'ver'],
      cache: CACHED_TOKENS,
    },
    cookie: { cookieName, signed: false },
  });
}

/**
 * A hook that lets only holders of a valid token in and leaves its claims in `request.user`. A session cookie serves as
 * well, for requests that come from our own page.
 *
 * @throws {Problem} 401 for any defect of the token, 403 for a cookie sent from another site, 503 before the first keys
 */
export function createAuthenticate({ keyRing, publicUrl, cookieName }: IdentityDeps) {
  return async (request: FastifyRequest): Promise<void> => {
    if (!keyRing.isReady()) throw unavailable('Authentication');
    const isSession = !request.headers.authorization && request.cookies[cookieName] !== undefined;
    if (isSession) requireSameOrigin(request, publicUrl);
    try {
      await request.jwtVerify();
    } catch (error) {
      throw unauthorized(error);
    }
    // The library asks whether claims are there, not what they are; what follows trusts the type.
    if (!claims.Check(request.user)) throw unauthorized(new Error('malformed claims'));
    if (keyRing.isRevoked(request.user)) throw unauthorized(new Error('revoked'));
  };
}

/** A hook: whoever refuses, and be it auth a wrong current password, a 401 has a challenge (RFC 9110, 15.5.2). */
export async function challengeWhen401(_request: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (reply.statusCode === 401 && !reply.hasHeader('www-authenticate')) {
    reply.header('www-authenticate', 'Bearer');
  }
}

/** One answer for every defect: what is wrong with a token is nobody's business but its owner's, who logs in again. */
function unauthorized(cause: unknown): Problem {
  return new Problem(
    401,
    'unauthorized',
    'Log in first: send a valid token as "Authorization: Bearer <token>".',
    {
      cause,
      headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
    },
  );
}

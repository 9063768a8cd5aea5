import { randomUUID } from 'node:crypto';
import jwt from '@fastify/jwt';
import { AccessToken, Credentials } from '@vc/contracts/auth-api.ts';
import { TOKEN_AUDIENCE, TOKEN_ISSUER } from '@vc/contracts/claims.ts';
import type { Server } from '@vc/kit/server.ts';
import { type AuthenticationDeps, authenticate } from '../authentication.ts';
import type { SigningKey } from '../signing-keys.ts';

/** `tokenTtl` in seconds. */
export type TokenDeps = AuthenticationDeps & { signingKey: SigningKey; tokenTtl: number };

/** Issues access tokens for credentials. */
export async function tokenRoutes(server: Server, { deps }: { deps: TokenDeps }): Promise<void> {
  const { signingKey, tokenTtl } = deps;
  await server.register(jwt, {
    secret: { private: signingKey.privatePem, public: signingKey.publicPem },
    sign: {
      algorithm: 'EdDSA',
      kid: signingKey.kid,
      iss: TOKEN_ISSUER,
      aud: TOKEN_AUDIENCE,
      expiresIn: tokenTtl,
    },
  });

  server.post(
    '/tokens',
    { schema: { body: Credentials, response: { 200: AccessToken } } },
    async ({ body }) => {
      const user = await authenticate(deps, body.email, body);
      const access_token = server.jwt.sign({ sub: user.id, jti: randomUUID(), ver: user.token_version });
      return { access_token, token_type: 'Bearer' as const, expires_in: tokenTtl };
    },
  );
}

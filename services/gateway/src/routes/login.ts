import { AccessToken } from '@vc/contracts/auth-api.ts';
import { Problem } from '@vc/kit/problem.ts';
import type { Server } from '@vc/kit/server.ts';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { AuthClient } from '../identity/auth-client.ts';
import { readBasic } from '../identity/basic.ts';
import { requireSameOrigin } from '../identity/same-origin.ts';
import type { SessionCookie } from '../identity/session-cookie.ts';
import { problems } from '../schemas.ts';

const OtpHeader = Type.Object({
  'x-otp': Type.Optional(
    Type.String({
      pattern: '^[A-Za-z0-9-]{6,32}$',
      description: 'One-time or recovery code, with two-factor on.',
    }),
  ),
});

const BASIC = 'Basic realm="video converter", charset="UTF-8"';
/** Not `Basic`, or browsers would open their own dialogue over the page. */
const SESSION = 'Session realm="video converter"';

/** `POST /login` for people with `curl`, `POST /session` and `DELETE /session` for the page. */
export function loginRoutes(
  app: Server,
  deps: { auth: Pick<AuthClient, 'login'>; cookie: SessionCookie; publicUrl: string },
): void {
  app.post(
    '/login',
    {
      schema: {
        summary: 'Log in by HTTP Basic; answers the token alone, or JSON for `Accept: application/json`.',
        security: [{ basic: [] }],
        headers: OtpHeader,
        response: {
          200: {
            content: { 'text/plain': { schema: Type.String() }, 'application/json': { schema: AccessToken } },
          },
          ...problems(400, 401, 413, 415),
        },
      },
    },
    async (request, reply) => {
      const token = await login(request, BASIC);
      reply.header('cache-control', 'no-store');
      const wantsJson = request.headers.accept?.includes('application/json');
      return wantsJson ? reply.send(token) : reply.type('text/plain; charset=utf-8').send(token.access_token);
    },
  );

  app.post(
    '/session',
    {
      schema: {
        summary: 'Log in as a browser: the token goes into a cookie that no script can read.',
        security: [{ basic: [] }],
        headers: OtpHeader,
        response: { 200: Type.Object({ expires_in: Type.Integer() }), ...problems(400, 401, 403, 413, 415) },
      },
    },
    async (request, reply) => {
      requirePage(request);
      const { access_token, expires_in } = await login(request, SESSION);
      reply.setCookie(deps.cookie.name, access_token, { ...deps.cookie.options, maxAge: expires_in });
      return reply.header('cache-control', 'no-store').send({ expires_in });
    },
  );

  app.delete(
    '/session',
    {
      schema: {
        summary: 'Forget the cookie. `POST /logout` also revokes the token.',
        response: { 204: Type.Null(), ...problems(400, 403, 413, 415) },
      },
    },
    async (request, reply) => {
      requirePage(request);
      return reply.clearCookie(deps.cookie.name, deps.cookie.options).status(204).send(null);
    },
  );

  /** Another site must not log a browser in or out; what is no browser sends neither header. */
  function requirePage(request: FastifyRequest): void {
    if (request.headers['sec-fetch-site'] || request.headers.origin) {
      requireSameOrigin(request, deps.publicUrl);
    }
  }

  async function login(request: FastifyRequest, challenge: string): Promise<AccessToken> {
    const otp = request.headers['x-otp'];
    const credentials = readBasic(request.headers.authorization, challenge);
    if (credentials.password.length > 256 || credentials.email.length > 254) throw refused(challenge);
    try {
      return await deps.auth.login({
        ...credentials,
        ...(typeof otp === 'string' ? { otp } : {}),
        address: request.ip,
      });
    } catch (error) {
      if (error instanceof Problem && error.status === 401) error.headers['www-authenticate'] = challenge;
      throw error;
    }
  }
}

const refused = (challenge: string) =>
  new Problem(401, 'bad-credentials', 'E-mail or password is wrong.', {
    headers: { 'www-authenticate': challenge },
  });

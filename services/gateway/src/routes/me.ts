import { RecoveryCodes, TotpEnrolment, User } from '@vc/contracts/auth-api.ts';
import { CurrentPassword, NewPassword, OneTimeCode } from '@vc/contracts/primitives.ts';
import type { Server } from '@vc/kit/server.ts';
import { Type } from 'typebox';
import type { AuthClient } from '../identity/auth-client.ts';
import type { KeyRing } from '../identity/key-ring.ts';
import type { SessionCookie } from '../identity/session-cookie.ts';
import type { NotificationClient } from '../notification-client.ts';
import { bearer, problems } from '../schemas.ts';

/** What proves that the person at the keyboard is the user. */
const proof = { current: CurrentPassword, otp: Type.Optional(OneTimeCode) };
const Proof = Type.Object(proof);

/** The user's own account: who I am, password, two-factor, log-out. */
export function meRoutes(
  app: Server,
  deps: {
    auth: Pick<
      AuthClient,
      | 'findUser'
      | 'changePassword'
      | 'enrolTotp'
      | 'confirmTotp'
      | 'disableTotp'
      | 'issueConfirmation'
      | 'revoke'
    >;
    keyRing: Pick<KeyRing, 'revoke'>;
    notification: Pick<NotificationClient, 'sendConfirmation'>;
    cookie: SessionCookie;
  },
): void {
  const { auth } = deps;

  app.get(
    '/me',
    { schema: { summary: 'Who I am.', security: bearer, response: { 200: User, ...problems(401, 404) } } },
    request => auth.findUser(request.user.sub),
  );

  app.post(
    '/logout',
    {
      schema: {
        summary: 'Give the token up: it is refused everywhere within 60 s.',
        security: bearer,
        response: { 204: Type.Null(), ...problems(400, 401, 403, 413, 415) },
      },
    },
    async (request, reply) => {
      const { jti, exp } = request.user;
      await auth.revoke({ jti, exp });
      deps.keyRing.revoke({ jti, exp });
      return reply.clearCookie(deps.cookie.name, deps.cookie.options).status(204).send(null);
    },
  );

  app.put(
    '/me/password',
    {
      schema: {
        summary: 'Change the password; every token ends.',
        security: bearer,
        body: Type.Object({ ...proof, password: NewPassword }),
        response: { 204: Type.Null(), ...problems(400, 401, 403, 413, 415) },
      },
    },
    async (request, reply) => {
      await auth.changePassword(request.user.sub, { ...request.body, address: request.ip });
      return reply.status(204).send(null);
    },
  );

  app.post(
    '/me/confirmation',
    {
      schema: {
        summary: 'Mail the confirmation link again.',
        security: bearer,
        response: {
          202: Type.Object({ message: Type.String() }),
          ...problems(400, 401, 403, 404, 409, 413, 415),
        },
      },
    },
    async (request, reply) => {
      const { email, confirmation } = await auth.issueConfirmation(request.user.sub);
      await deps.notification.sendConfirmation(request.user.sub, { email, token: confirmation });
      return reply.status(202).send({ message: `A link was sent to ${email}.` });
    },
  );

  app.post(
    '/me/totp',
    {
      schema: {
        summary: 'Begin to switch two-factor on.',
        security: bearer,
        body: Proof,
        response: { 200: TotpEnrolment, ...problems(400, 401, 403, 409, 413, 415) },
      },
    },
    request => auth.enrolTotp(request.user.sub, { ...request.body, address: request.ip }),
  );

  app.post(
    '/me/totp/confirm',
    {
      schema: {
        summary: 'Switch two-factor on with a first code; answers recovery codes, once.',
        security: bearer,
        body: Proof,
        response: { 200: RecoveryCodes, ...problems(400, 401, 403, 409, 413, 415, 422) },
      },
    },
    request => auth.confirmTotp(request.user.sub, { ...request.body, address: request.ip }),
  );

  app.delete(
    '/me/totp',
    {
      schema: {
        summary: 'Switch two-factor off.',
        security: bearer,
        body: Proof,
        response: { 204: Type.Null(), ...problems(400, 401, 403, 409, 413, 415) },
      },
    },
    async (request, reply) => {
      await auth.disableTotp(request.user.sub, { ...request.body, address: request.ip });
      return reply.status(204).send(null);
    },
  );
}

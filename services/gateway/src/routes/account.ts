import { Email, NewPassword, Uuid } from '@vc/contracts/primitives.ts';
import type { Server } from '@vc/kit/server.ts';
import { Type } from 'typebox';
import type { AuthClient } from '../identity/auth-client.ts';
import type { NotificationClient } from '../notification-client.ts';
import { problems } from '../schemas.ts';

/** `POST /register`, and `GET /confirm` to which the mailed link leads. */
export function accountRoutes(
  app: Server,
  deps: {
    auth: Pick<AuthClient, 'register' | 'confirmAddress'>;
    notification: Pick<NotificationClient, 'sendConfirmation'>;
  },
): void {
  app.post(
    '/register',
    {
      schema: {
        summary: 'Open an account, where the operator allows it.',
        body: Type.Object({ email: Email, password: NewPassword }),
        response: {
          201: Type.Object({
            id: Uuid,
            email: Email,
            confirmation: Type.Enum(['not-needed', 'mailed', 'not-mailed'], {
              description: '`not-mailed`: ask for the mail again by `POST /me/confirmation`.',
            }),
          }),
          ...problems(400, 403, 409, 413, 415),
        },
      },
    },
    async (request, reply) => {
      const user = await deps.auth.register({ ...request.body, address: request.ip });
      return reply.status(201).send({ id: user.id, email: user.email, confirmation: await mail(user) });
    },
  );

  /** The account exists by now: a mail that cannot be sent must not look like a failed registration. */
  async function mail(user: Awaited<ReturnType<AuthClient['register']>>) {
    if (!user.confirmation) return 'not-needed';
    try {
      await deps.notification.sendConfirmation(user.id, { email: user.email, token: user.confirmation });
      return 'mailed';
    } catch (error) {
      app.log.warn({ err: error, user: user.id }, 'confirmation not mailed');
      return 'not-mailed';
    }
  }

  app.get(
    '/confirm',
    {
      schema: {
        summary: 'The link in the mail: confirms the address.',
        querystring: Type.Object({ token: Type.String({ minLength: 1, maxLength: 128 }) }),
        response: { 200: { content: { 'text/plain': { schema: Type.String() } } }, ...problems(400, 404) },
      },
    },
    async (request, reply) => {
      await deps.auth.confirmAddress(request.query.token);
      return reply.type('text/plain; charset=utf-8').send('Your address is confirmed.\n');
    },
  );
}

import { ConfirmationToken, IssuedConfirmation } from '@vc/contracts/auth-api.ts';
import { Problem } from '@vc/kit/problem.ts';
import type { Server } from '@vc/kit/server.ts';
import type { Kysely } from 'kysely';
import { confirmAddress, issueConfirmation } from '../confirmations.ts';
import type { AuthDatabase } from '../database.ts';
import { noSuchUser } from '../problems.ts';
import { findUserById } from '../users.ts';
import { UserParams } from './params.ts';

/** Issues and redeems the links that confirm an e-mail address. */
export async function confirmationRoutes(
  server: Server,
  { deps: { db } }: { deps: { db: Kysely<AuthDatabase> } },
): Promise<void> {
  server.post('/confirmations', { schema: { body: ConfirmationToken } }, async ({ body }, reply) => {
    if (!(await confirmAddress(db, body.token))) {
      throw new Problem(404, 'not-found', 'The link does not work any more: ask for a new one.');
    }
    return reply.status(204).send();
  });

  server.post(
    '/users/:id/confirmation',
    { schema: { params: UserParams, response: { 200: IssuedConfirmation } } },
    async ({ params }) => {
      const user = await findUserById(db, params.id);
      if (!user) throw noSuchUser();
      if (user.confirmed) {
        throw new Problem(409, 'already-confirmed', 'The e-mail address is confirmed already.');
      }
      return { email: user.email, confirmation: await issueConfirmation(db, user.id) };
    },
  );
}

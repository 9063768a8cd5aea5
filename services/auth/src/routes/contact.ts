import { Contact } from '@vc/contracts/auth-api.ts';
import type { Server } from '@vc/kit/server.ts';
import type { Kysely } from 'kysely';
import type { AuthDatabase } from '../database.ts';
import { noSuchUser } from '../problems.ts';
import { findUserById } from '../users.ts';
import { UserParams } from './params.ts';

/** Where a user is reached. A disabled user is not: nothing is mailed to somebody who was shut out. */
export async function contactRoutes(
  server: Server,
  { deps: { db } }: { deps: { db: Kysely<AuthDatabase> } },
): Promise<void> {
  server.get(
    '/users/:id/contact',
    { schema: { params: UserParams, response: { 200: Contact } } },
    async ({ params }) => {
      const user = await findUserById(db, params.id);
      if (!user || user.disabled) throw noSuchUser();
      return { email: user.email, confirmed: user.confirmed };
    },
  );
}

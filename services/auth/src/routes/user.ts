import { User } from '@vc/contracts/auth-api.ts';
import type { Server } from '@vc/kit/server.ts';
import type { Kysely } from 'kysely';
import type { AuthDatabase } from '../database.ts';
import { noSuchUser } from '../problems.ts';
import { findUserById } from '../users.ts';
import { UserParams } from './params.ts';

/** What a user may know of the own account. */
export async function userRoutes(
  server: Server,
  { deps: { db } }: { deps: { db: Kysely<AuthDatabase> } },
): Promise<void> {
  server.get(
    '/users/:id',
    { schema: { params: UserParams, response: { 200: User } } },
    async ({ params }) => {
      const user = await findUserById(db, params.id);
      if (!user) throw noSuchUser();
      return {
        id: user.id,
        email: user.email,
        confirmed: user.confirmed,
        totp: user.totp_enabled,
        createdAt: user.created_at.toISOString(),
      };
    },
  );
}

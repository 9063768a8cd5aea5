import { Revocations, RevokedToken } from '@vc/contracts/auth-api.ts';
import type { Server } from '@vc/kit/server.ts';
import type { Kysely } from 'kysely';
import type { AuthDatabase } from '../database.ts';
import { listRevocations, revokeToken } from '../revocations.ts';

/** Takes in given-up tokens (logout), and tells verifiers of everything revoked. */
export async function revocationRoutes(
  server: Server,
  { deps: { db } }: { deps: { db: Kysely<AuthDatabase> } },
): Promise<void> {
  server.post('/revocations', { schema: { body: RevokedToken } }, async ({ body }, reply) => {
    await revokeToken(db, body);
    return reply.status(204).send();
  });

  server.get('/revocations', { schema: { response: { 200: Revocations } } }, () => listRevocations(db));
}

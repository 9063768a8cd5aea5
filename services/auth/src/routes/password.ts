import { PasswordChange } from '@vc/contracts/auth-api.ts';
import type { Server } from '@vc/kit/server.ts';
import { type AuthenticationDeps, reauthenticate } from '../authentication.ts';
import { badCredentials } from '../problems.ts';
import { changeEndingSessions } from '../users.ts';
import { UserParams } from './params.ts';

/** Changes a password, which ends every session of the user. */
export async function passwordRoutes(server: Server, { deps }: { deps: AuthenticationDeps }): Promise<void> {
  const { db, gate, passwords } = deps;

  server.put(
    '/users/:id/password',
    { schema: { params: UserParams, body: PasswordChange } },
    async ({ params, body }, reply) => {
      const user = await reauthenticate(deps, params.id, { ...body, password: body.current });
      const password_hash = await gate.run(() => passwords.hash(body.password));
      // Another change may have won meanwhile: what was presented is then no longer the password.
      if (!(await changeEndingSessions(db, user, { password_hash }))) throw badCredentials();
      return reply.status(204).send();
    },
  );
}

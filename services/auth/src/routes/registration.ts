import { RegisteredUser, Registration } from '@vc/contracts/auth-api.ts';
import { Problem } from '@vc/kit/problem.ts';
import type { Server } from '@vc/kit/server.ts';
import type { Kysely } from 'kysely';
import { issueConfirmation } from '../confirmations.ts';
import type { AuthDatabase } from '../database.ts';
import type { Gate } from '../gate.ts';
import type { Passwords } from '../passwords.ts';
import { countRegistration } from '../throttling.ts';
import { createUser } from '../users.ts';

export type RegistrationDeps = {
  db: Kysely<AuthDatabase>;
  gate: Gate;
  passwords: Pick<Passwords, 'hash'>;
  isRegistrationOpen: boolean;
  mustConfirmAddresses: boolean;
};

/** Lets people make their own account, where the operator allows it. */
export async function registrationRoutes(
  server: Server,
  { deps }: { deps: RegistrationDeps },
): Promise<void> {
  const { db, gate, passwords, isRegistrationOpen, mustConfirmAddresses } = deps;

  server.post(
    '/users',
    { schema: { body: Registration, response: { 201: RegisteredUser } } },
    async ({ body }, reply) => {
      if (!isRegistrationOpen) {
        throw new Problem(
          403,
          'registration-off',
          'Registration is switched off: ask the operator for an account.',
        );
      }
      await countRegistration(db, body.address);
      const password_hash = await gate.run(() => passwords.hash(body.password));
      const user = await createUser(db, {
        email: body.email,
        password_hash,
        confirmed: !mustConfirmAddresses,
      });
      if (!user)
        throw new Problem(409, 'email-taken', 'There is an account with this e-mail address already.');
      const confirmation = mustConfirmAddresses ? await issueConfirmation(db, user.id) : undefined;
      return reply
        .status(201)
        .send({ id: user.id, email: user.email, ...(confirmation === undefined ? {} : { confirmation }) });
    },
  );
}

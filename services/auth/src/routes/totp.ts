import { Reauthentication, RecoveryCodes, TotpEnrolment } from '@vc/contracts/auth-api.ts';
import { Problem } from '@vc/kit/problem.ts';
import type { Server } from '@vc/kit/server.ts';
import { type AuthenticationDeps, reauthenticate } from '../authentication.ts';
import { confirmEnrolment, endTwoFactor, startEnrolment } from '../two-factor.ts';
import { UserParams } from './params.ts';

const alreadyOn = () => new Problem(409, 'totp-on', 'Two-factor authentication is on already.');

/** Switches two-factor authentication on, in two steps, and off. Each call proves the identity once more. */
export async function totpRoutes(server: Server, { deps }: { deps: AuthenticationDeps }): Promise<void> {
  const { db, totpKey } = deps;
  const request = { params: UserParams, body: Reauthentication };

  server.post(
    '/users/:id/totp',
    { schema: { ...request, response: { 200: TotpEnrolment } } },
    async ({ params, body }) => {
      const user = await reauthenticate(deps, params.id, { ...body, password: body.current });
      const enrolment = await startEnrolment(db, user, totpKey);
      if (!enrolment) throw alreadyOn();
      return enrolment;
    },
  );

  server.post(
    '/users/:id/totp/confirm',
    { schema: { ...request, response: { 200: RecoveryCodes } } },
    async ({ params, body }) => {
      const user = await reauthenticate(deps, params.id, { ...body, password: body.current });
      if (user.totp_enabled) throw alreadyOn();
      if (!user.totp_secret) throw new Problem(409, 'totp-not-started', 'Start the enrolment first.');
      const recovery_codes = await confirmEnrolment(db, user, body.otp ?? '', totpKey);
      if (!recovery_codes) {
        throw new Problem(
          422,
          'wrong-code',
          'The code does not match: send the six digits that are shown now.',
        );
      }
      return { recovery_codes };
    },
  );

  server.delete('/users/:id/totp', { schema: request }, async ({ params, body }, reply) => {
    const user = await reauthenticate(deps, params.id, { ...body, password: body.current });
    if (!user.totp_enabled) throw new Problem(409, 'totp-off', 'Two-factor authentication is off already.');
    await endTwoFactor(db, user.id);
    return reply.status(204).send();
  });
}

import { createClaims, signToken } from '../../../../gateway/test/support/tokens.ts';
import { failIfAny } from '../breaches.ts';
import { outcomeOf, send } from '../http.ts';
import { type Operation, pathAbout } from '../operations.ts';
import type { World } from '../world.ts';
import { type Forgery, forge } from './forgeries.ts';

const REFUSED = '401 unauthorized';

/** Tries every forged token on every protected operation: each is 401 with a challenge, before anything else is judged. */
export async function tryForgedTokens(world: World): Promise<string> {
  const { port, signingKey } = world;
  const { id } = await world.newCustomer();
  const operations = world.operations.filter(({ isProtected }) => isProtected);
  const forgeries = forge(signingKey, id);

  // A token that is forged well gets in: so what refuses the others is what is wrong with each.
  const authorization = `Bearer ${signToken(signingKey, createClaims({ sub: id }))}`;
  const control = await send(port, { path: '/jobs', headers: { authorization } });
  if (control.status !== 200) throw new Error(`The control token is answered by ${outcomeOf(control)}.`);

  const breaches: string[] = [];
  for (const operation of operations) {
    for (const forgery of forgeries) {
      const found = await tryOne(port, operation, forgery);
      if (found) breaches.push(`${operation.name} with ${forgery.name}: ${found}.`);
    }
  }
  failIfAny(breaches);
  return `${forgeries.length} tokens on each of ${operations.length} operations`;
}

/** What is wrong with the answer, if anything. */
async function tryOne(
  port: number,
  operation: Operation,
  { authorization }: Forgery,
): Promise<string | undefined> {
  const { method } = operation;
  const path = pathAbout(operation, '01a0b1c2-0000-7000-8000-000000000000');
  const answer = await send(port, {
    method,
    path,
    headers: authorization === undefined ? {} : { authorization },
  });
  const outcome = method === 'HEAD' ? `${answer.status} unauthorized` : outcomeOf(answer);
  if (outcome !== REFUSED) return `${outcome} instead of ${REFUSED}`;
  if (!answer.headers['www-authenticate']?.startsWith('Bearer')) return 'no WWW-Authenticate';
  return undefined;
}

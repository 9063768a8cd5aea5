import type { Random } from '../../random.ts';
import { logIn, newAddress } from '../customer.ts';
import { outcomeOf } from '../http.ts';
import { requireSameTime, timed } from '../timing-difference.ts';
import type { World } from '../world.ts';

/** Nearly all of the time is the check of the password: leaving that out for an unknown e-mail would show at once. */
const FINEST = 0.3;

/** Wrong passwords for an e-mail that is known and for one that is not: the same answer, after the same time. */
export async function compareUnknownEmail(world: World, random: Random): Promise<string> {
  const { email } = await world.newCustomer();
  const seen = new Set<string>();
  const guess = (whose: string) => async () => {
    const answer = await logIn(world.port, whose, 'a wrong password', newAddress()); // new: nothing is throttled
    const { date: _date, ...headers } = answer.headers;
    seen.add(`${outcomeOf(answer)} ${JSON.stringify(headers)} ${answer.body}`);
  };
  const found = await requireSameTime([timed(guess(email)), timed(guess('unknown@example.org'))], {
    samples: 40,
    finest: FINEST,
    random,
  });
  if (seen.size !== 1) throw new Error(`The answers differ:\n${[...seen].join('\n')}`);
  return found;
}

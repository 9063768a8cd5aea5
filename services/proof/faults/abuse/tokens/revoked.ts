import { failIfAny } from '../breaches.ts';
import { type Customer, logIn } from '../customer.ts';
import { json, outcomeOf } from '../http.ts';
import { pathAbout } from '../operations.ts';
import { until } from '../until.ts';
import type { World } from '../world.ts';

/** What DESIGN promises: everywhere within this time. */
const WITHIN_MS = 60_000;

type Ending = { name: string; end: (customer: Customer) => Promise<unknown>; mayLogIn: boolean };

/** Ends tokens in each way that there is: then they are 401 on every protected operation. */
export async function tryRevokedTokens(world: World): Promise<string> {
  const { product, port } = world;
  const endings: Ending[] = [
    { name: 'log-out', end: customer => customer.call({ method: 'POST', path: '/logout' }), mayLogIn: true },
    {
      name: 'a new password',
      end: customer =>
        customer.call(
          json('PUT', '/me/password', { current: customer.password, password: 'another password' }),
        ),
      mayLogIn: false,
    },
    {
      name: 'the account disabled',
      end: ({ email }) => product.adminUser(['disable', email]),
      mayLogIn: false,
    },
    {
      name: 'the account deleted',
      end: ({ email }) => product.adminUser(['delete', email]),
      mayLogIn: false,
    },
  ];
  const operations = world.operations.filter(({ isProtected }) => isProtected);
  const judge = async ({ name, end, mayLogIn }: Ending): Promise<string[]> => {
    const customer = await world.newCustomer();
    await end(customer);
    const probe = async () => (await customer.call({ path: '/jobs' })).status === 401 || undefined;
    await until(`a token is refused after ${name}`, probe, WITHIN_MS);
    const breaches: string[] = [];
    for (const operation of operations) {
      const path = pathAbout(operation, '01a0b1c2-0000-7000-8000-000000000000');
      const answer = await customer.call({ method: operation.method, path });
      if (answer.status !== 401 || !answer.headers['www-authenticate'])
        breaches.push(`${operation.name} after ${name}: ${outcomeOf(answer)}.`);
    }
    const again = await logIn(port, customer.email, customer.password);
    if ((again.status === 200) !== mayLogIn) breaches.push(`Logging in after ${name}: ${outcomeOf(again)}.`);
    return breaches;
  };
  failIfAny((await Promise.all(endings.map(judge))).flat());
  return `${endings.length} ways to end a token, on ${operations.length} operations`;
}

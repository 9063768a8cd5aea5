import { availableParallelism } from 'node:os';
import type { AuthClient } from '../../gateway/src/identity/auth-client.ts';
import { startAuthProcess } from './auth-process.ts';
import { startProgram } from './child-program.ts';
import { repeatConcurrently } from './concurrency.ts';
import { createLoginClient, type LoginClient } from './login-client.ts';
import { seconds } from './measure.ts';
import { hold, type Part } from './part.ts';

/** Throttling counts per account and address: people who log in at the same time are many. */
const PEOPLE = 50;

/** Enough to keep auth busy, which checks two passwords a core at a time. */
const AT_ONCE = 6 * availableParallelism();

/** Logins of many people over HTTP against bare checks of a password. */
export const logins: Part = {
  name: 'logins',
  async run(bench) {
    bench.tell('PostgreSQL and auth start');
    await using auth = await startAuthProcess();
    bench.tell('people register and log in once');
    const people = Array.from({ length: PEOPLE }, (_, index) => ({
      email: `person-${index}@example.org`,
      password: `the password of person ${index}`,
      address: `192.0.2.${index}`,
    }));
    await repeatConcurrently(PEOPLE, AT_ONCE, index => auth.client.register(people[index] as Person));

    const client = createLoginClient(auth.url, auth.token);
    await logInAll(client, people, PEOPLE); // a process that has just started is slow
    const times = bench.sizes.logins;
    const figures = await hold(bench, {
      baseline: () => countChecks(times),
      ours: async () => times / (await seconds(() => logInAll(client, people, times))),
    });
    client.close();
    const what = `${times} logins: checks of a password alone, auth over HTTP and PostgreSQL`;
    return [{ what, unit: '/s', figures, aim: { atLeast: 0.9 } }];
  },
};

type Person = Parameters<AuthClient['register']>[0];

async function countChecks(times: number): Promise<number> {
  await using program = await startProgram('argon2-limit.ts', { args: [String(times)] });
  return Number(program.firstLine);
}

function logInAll(client: LoginClient, people: Person[], times: number): Promise<void> {
  return repeatConcurrently(times, AT_ONCE, index => client.login(people[index % PEOPLE] as Person));
}

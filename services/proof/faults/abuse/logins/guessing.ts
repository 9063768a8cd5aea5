import { failIfAny } from '../breaches.ts';
import { logIn, newAddress } from '../customer.ts';
import { outcomeOf, patiently } from '../http.ts';
import type { World } from '../world.ts';

/** Failures that count from one address, in 15 minutes: of one account, and of all together (DESIGN, section 4). */
const PER_ACCOUNT = 10;
const PER_ADDRESS = 100;

const AT_ONCE = 20;

const CREDENTIALS = '401 bad-credentials';
/** Refused without a look: too many failures, too many requests a second, or too many passwords to look at. */
const UNSEEN = ['429 too-many-failures', '429 too-many-requests', '503 unavailable'];

/** Guesses one account's password from one address; meanwhile and afterwards its owner logs in from elsewhere. */
export async function guessOneAccount(world: World, guesses = 10_000): Promise<string> {
  const { email, password } = await world.newCustomer();
  const attacker = newAddress();
  const ownerAnswers: string[] = [];
  const counts = await guessAll(world, guesses, index => {
    if (index % (guesses / 5) === 0)
      void patiently(() => logIn(world.port, email, password)).then(answer =>
        ownerAnswers.push(outcomeOf(answer)),
      );
    return { email, password: `guess ${index}`, from: attacker };
  });
  const owner = await patiently(() => logIn(world.port, email, password));
  const lucky = await logIn(world.port, email, password, attacker);
  failIfAny([
    ...judgeCounts(counts, PER_ACCOUNT),
    ...[...ownerAnswers, outcomeOf(owner)]
      .filter(answer => answer !== '200')
      .map(answer => `The owner got ${answer}.`),
    // Even the right guess is of no use by then.
    ...(lucky.status === 429 && Number(lucky.headers['retry-after']) > 0
      ? []
      : [`The right password from the attacker’s address: ${outcomeOf(lucky)}.`]),
  ]);
  return `${guesses} guesses, ${counts.get(CREDENTIALS)} looked at, the owner logged in ${ownerAnswers.length + 1} times`;
}

/** Tries one password on many accounts from one address. */
export async function sprayAccounts(world: World, accounts = 500): Promise<string> {
  const victim = await world.newCustomer();
  const attacker = newAddress();
  const counts = await guessAll(world, accounts, index => ({
    email: index === 0 ? victim.email : `sprayed-${index}@example.org`,
    password: 'Winter2026',
    from: attacker,
  }));
  const owner = await patiently(() => logIn(world.port, victim.email, victim.password));
  failIfAny([
    ...judgeCounts(counts, PER_ADDRESS),
    ...(owner.status === 200 ? [] : [`The owner got ${outcomeOf(owner)}.`]),
  ]);
  return `${accounts} accounts, ${counts.get(CREDENTIALS)} looked at`;
}

function judgeCounts(counts: Map<string, number>, limit: number): string[] {
  const others = [...counts].filter(([outcome]) => outcome !== CREDENTIALS && !UNSEEN.includes(outcome));
  const looked = counts.get(CREDENTIALS) ?? 0;
  return [
    ...others.map(([outcome, count]) => `${count} guesses were answered by ${outcome}.`),
    ...(looked <= limit ? [] : [`${looked} guesses were looked at, more than ${limit}.`]),
    ...(counts.has(UNSEEN[0] ?? '') ? [] : ['No guess was throttled.']),
  ];
}

/** Makes all guesses, some at a time, and counts what they got. */
async function guessAll(
  { port }: Pick<World, 'port'>,
  guesses: number,
  guess: (index: number) => { email: string; password: string; from: string },
): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  let next = 0;
  const work = async () => {
    while (next < guesses) {
      const { email, password, from } = guess(next++);
      const outcome = outcomeOf(await logIn(port, email, password, from));
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return counts;
}

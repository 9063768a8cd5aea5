import type { ClusterTarget } from '../../cluster/target.ts';
import type { RunStep } from '../scenario.ts';
import { findSecret, readSecrets } from '../secrets/secret-values.ts';
import { BROKER_USERS, tryBroker, tryBrokerManagement } from './broker.ts';
import { placesOf, readCensus, requirePod } from './census.ts';
import { readRelations, tryUser, USERS } from './database.ts';
import { withDoubles } from './double.ts';
import { runInside } from './in-pod.ts';
import { PICTURE } from './picture.ts';
import { doubleOf } from './sources.ts';

/** Tries with the login of each user, from inside of the cluster, what he may not do. */
export async function tryLogins(step: RunStep, target: ClusterTarget, image: string): Promise<void> {
  const secrets = await readSecrets(target);
  const census = await readCensus(target);
  const podOf = (party: string) => requirePod(census, party, placesOf(party, PICTURE));
  await step('each user of PostgreSQL may do what the design says, and is refused all else', async () => {
    const relations = await readRelations(
      target,
      findSecret(secrets, 'datastores/postgres/superuser-password'),
    );
    const passwordOf = (user: string) =>
      findSecret(secrets, `datastores/postgres/${user.replaceAll('_', '-')}-password`);
    const results = [];
    for (const user of USERS) results.push(await tryUser(target, user, passwordOf(user), relations));
    requireNone(results.flatMap(({ problems }) => problems));
  });
  await step(
    'each service may do its part at the broker, from its pod, and is refused all else',
    async () => {
      const problems = [];
      for (const user of BROKER_USERS) problems.push(...(await tryBroker(target, user, podOf(user))));
      requireNone(problems);
    },
  );
  await step('KEDA sees how long queues are, and is refused all else', async () => {
    const url = `http://keda:${findSecret(secrets, 'datastores/rabbitmq/keda-password')}@rabbitmq.datastores:15672`;
    const [place] = placesOf('keda', PICTURE);
    if (!place) throw new Error('KEDA is not in the picture.');
    const double = doubleOf('keda', place);
    await withDoubles(target, [double], image, async () => {
      requireNone(await tryBrokerManagement(target, double, url));
    });
  });
  await step('MongoDB lets a service in with its own login, and with no other', async () => {
    const pod = podOf('gateway');
    const { 'its own login': own, ...others } = await runInside<Record<string, string>>(
      target,
      pod,
      'media-logins.ts',
    );
    const wrong = Object.entries(others).filter(([, outcome]) => outcome !== 'refused');
    requireNone([
      ...(own === 'allowed' ? [] : [`its own login: ${own}`]),
      ...wrong.map(([what, outcome]) => `${what}: ${outcome}`),
    ]);
  });
}

/** @throws with all of them, in words */
function requireNone(problems: readonly string[]): void {
  if (problems.length > 0) throw new Error(`${problems.length}: ${problems.slice(0, 12).join('; ')}`);
}

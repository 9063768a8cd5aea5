import { newAddress } from '../addresses.ts';
import { isOk, isOkOrLater } from '../prober.ts';
import { logIn } from '../user.ts';
import { whileInUse } from './in-use.ts';
import { postgresAccepts, rabbitmqAccepts } from './logins.ts';
import { type Rotation, rotateStep } from './rotation.ts';
import { findSecret, readSecrets } from './secret-values.ts';

const GATEWAY = { namespace: 'video-converter', name: 'gateway' };
const POSTGRES = { namespace: 'datastores', name: 'postgres' };
const RABBITMQ = { namespace: 'datastores', name: 'rabbitmq' };

/** There is one PostgreSQL, and it restarts with its Secret. */
export async function rotateDatabasePasswords(rotation: Rotation): Promise<void> {
  const { step, cluster } = rotation;
  const tolerance = {
    claim:
      'no request has failed but those that met PostgreSQL, of which there is one, while it restarted: 503 with Retry-After',
    isExpected: isOkOrLater,
  };
  const user = await logIn(cluster.url, newAddress('database'));
  await whileInUse(step, cluster.url, user, tolerance, async () => {
    const isNew = await rememberPasswords(rotation, postgresAccepts, {
      gateway: 'datastores/postgres/gateway-password',
      postgres: 'datastores/postgres/superuser-password',
    });
    await rotateStep(
      rotation,
      'new passwords of the database for gateway and the administrator, sealed and pushed, run',
      [['postgres-gateway'], ['postgres-superuser']],
      [GATEWAY, POSTGRES],
    );
    await step('PostgreSQL refuses the old passwords, and takes the new ones', isNew);
  });
}

/** What was accepted while the broker restarts waits in the database. */
export async function rotateBrokerPasswords(rotation: Rotation): Promise<void> {
  const { step, cluster } = rotation;
  const user = await logIn(cluster.url, newAddress('broker'));
  const tolerance = { claim: 'no request has failed, although the broker restarted', isExpected: isOk };
  await whileInUse(step, cluster.url, user, tolerance, async () => {
    const isNew = await rememberPasswords(rotation, rabbitmqAccepts, {
      gateway: 'video-converter/queue-init/gateway-password',
      admin: 'datastores/rabbitmq/admin-password',
    });
    await rotateStep(
      rotation,
      'new passwords of the broker for gateway and the administrator, sealed and pushed, run',
      [['rabbitmq-gateway'], ['rabbitmq-admin']],
      [GATEWAY, RABBITMQ],
    );
    await step('RabbitMQ refuses the old passwords, and takes the new ones', isNew);
  });
}

/** @returns a check that what users log in with is not what it is now, and that the server knows */
async function rememberPasswords(
  { cluster: { target } }: Rotation,
  accepts: typeof postgresAccepts,
  titles: Record<string, string>,
): Promise<() => Promise<void>> {
  const before = await readSecrets(target);
  return async () => {
    const now = await readSecrets(target);
    for (const [user, title] of Object.entries(titles)) {
      await target.session.waitFor(`${user} is let in with the new password`, () =>
        accepts(target, user, findSecret(now, title)),
      );
      if (await accepts(target, user, findSecret(before, title))) {
        throw new Error(`${user} is let in with the old password.`);
      }
    }
  };
}

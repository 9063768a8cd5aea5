import { newAddress } from '../addresses.ts';
import { isOk } from '../prober.ts';
import { logIn, type User } from '../user.ts';
import { whileInUse } from './in-use.ts';
import { type Rotation, rotateStep } from './rotation.ts';

const AUTH = { namespace: 'video-converter', name: 'auth' };

/** The three steps that no user notices (clusters/eks/secrets/README.md). */
export async function rotateSigningKey(rotation: Rotation): Promise<void> {
  const { step, cluster } = rotation;
  const { url } = cluster;
  const take = (claim: string, name: string) =>
    rotateStep(rotation, claim, [['jwt-keys', '--step', name]], [AUTH]);
  const logInAnew = () => logIn(url, newAddress('token'));

  const early = await logInAnew();
  const duringOverlap = { claim: 'no request with a token of the old key has failed', isExpected: isOk };
  await whileInUse(step, url, early, duringOverlap, async () => {
    await take('the next signing key, sealed and pushed, is published', 'publish');
    await step('the old key still signs', async () => requireKey(await logInAnew(), keyOf(early)));
    await take('the next key, sealed and pushed, signs', 'sign');
  });
  const late = await logInAnew();
  await step('new tokens name another key', async () => {
    if (keyOf(late) === keyOf(early)) throw new Error(`Both are of ${keyOf(late)}.`);
  });
  const atTheEnd = { claim: 'no request with a token of the new key has failed', isExpected: isOk };
  await whileInUse(step, url, late, atTheEnd, async () => {
    await take('the old key is retired', 'retire');
    await step('its tokens are refused, which their users were given 12 hours for', () =>
      cluster.target.session.waitFor('tokens of the old key are refused', () => isRefused(url, early)),
    );
  });
}

/** Which key a token names. */
function keyOf({ authorization }: User): string {
  const [header = ''] = authorization.replace('Bearer ', '').split('.');
  return (JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string }).kid;
}

function requireKey(user: User, key: string): void {
  if (keyOf(user) !== key) throw new Error(`A new token is of ${keyOf(user)}, and not of ${key}.`);
}

async function isRefused(url: string, { authorization }: User): Promise<boolean> {
  const { status } = await fetch(`${url}/jobs`, { headers: { authorization } });
  return status === 401;
}

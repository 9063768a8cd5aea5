import type { Stage } from '../../group.ts';
import { createRandom } from '../../random.ts';
import type { World } from '../world.ts';
import { guessOneAccount, sprayAccounts } from './guessing.ts';
import { tryLookalikes, tryMalformedCredentials } from './spellings.ts';
import { compareUnknownEmail } from './timing.ts';

/** Who tries to get in by the door. */
export async function playLogins(stage: Stage, world: World): Promise<void> {
  await stage.attempt('unknown against known e-mail, by the clock', () =>
    compareUnknownEmail(world, createRandom(stage.seed)),
  );
  await stage.attempt('credentials that are none', () => tryMalformedCredentials(world));
  await stage.attempt('e-mails that look alike', () => tryLookalikes(world));
  await stage.attempt('10,000 guesses at one account', () => guessOneAccount(world));
  await stage.attempt('one password on 500 accounts', () => sprayAccounts(world));
}

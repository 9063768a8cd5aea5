import { afterAll, beforeAll, expect, test } from 'vitest';
import { tryPermissions } from '../abuse/messages/permissions.ts';
import { smuggle } from '../abuse/multipart/smuggling.ts';
import { refuseUrls } from '../abuse/outbound/refused-urls.ts';
import { tryOperators } from '../abuse/strangers/operators.ts';
import { tryForgedTokens } from '../abuse/tokens/forged.ts';
import { openWorld, type World } from '../abuse/world.ts';

// The quick ones of `npm run faults -- abuse`, against the whole product too.
let world: World;
beforeAll(async () => {
  world = await openWorld();
}, 120_000);
afterAll(() => world?.[Symbol.asyncDispose](), 60_000);

test.each([
  [
    'forged tokens let nobody in, on any operation',
    tryForgedTokens,
    /^\d+ tokens on each of \d\d operations$/,
  ],
  ['operators, lists and NULs are no values', tryOperators, /^\d{3} requests$/],
  ['a request that may be read in two ways is refused', smuggle, /^\d\d framings/],
  ['webhooks and push endpoints lead nowhere private', refuseUrls, /^\d\d URLs/],
  ['nobody has a right at the broker that is not written down', tryPermissions, /^3 users/],
])('%s', async (_, attempt, tried) => {
  expect(await attempt(world)).toMatch(tried);
});

import { expect, it } from 'vitest';
import { crash } from '../../crash/crash.ts';
import { CRASH_POINTS } from '../../crash/crash-point.ts';
import { withWorld } from '../../ledger/world.ts';

/** `npm run faults -- crash` has all of them. */
const POINTS = ['the MP3 is being committed', 'the mail server has accepted'];

it('a service that dies in the middle of its work has lost nothing and repeated nothing that it knew of', async () => {
  await withWorld({}, async world => {
    const customer = await world.customer();
    for (const name of POINTS) {
      const point = CRASH_POINTS.find(point => point.name === name);
      if (!point) throw new Error(`there is no point "${name}"`);
      await crash(world, customer, point);
    }
    // The gateway cleans as soon as it starts, so that garbage need not wait for the next minute.
    await world.product.services.gateway.stop();
    await world.product.services.gateway.start();
    expect(await world.settle()).toMatchObject({ accepted: POINTS.length, repeated: 1 });
  });
}, 240_000);

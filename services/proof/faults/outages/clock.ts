import { shiftClock, TRUE_CLOCK } from '../instruments/shifted-clock.ts';
import { logIn } from './log-in.ts';
import type { Scene } from './scene.ts';
import { withUploads } from './uploads.ts';

const UPLOADS = 3;

/** The clock of one process is an hour off. Only the database's clock decides anything, so nobody notices. */
export async function clockOutages({ attempt, world, newCustomers }: Scene): Promise<void> {
  const { product } = world;
  for (const by of ['+1h', '-1h']) {
    const shifted = await shiftClock(by);
    await attempt(`clock of one process ${by}, each of four`, async () => {
      const { email, password } = await product.newUser();
      let accepted = 0;
      for (const service of Object.values(product.services)) {
        await service.stop();
        await service.start(shifted);
        try {
          accepted += await withUploads(await newCustomers(1), async uploads => {
            await uploads.finish(UPLOADS);
            return uploads.count();
          });
          const status = await logIn(product.url, email, password);
          if (status !== 200)
            throw new Error(`with ${service.name} off by ${by}, a login is answered ${status}`);
        } finally {
          await service.stop();
          await service.start(TRUE_CLOCK);
        }
      }
      return `4 processes, ${accepted} uploads`;
    });
  }
}

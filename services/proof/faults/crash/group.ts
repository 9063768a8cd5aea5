import type { Group } from '../group.ts';
import { withWorld } from '../ledger/world.ts';
import { crash } from './crash.ts';
import { CRASH_POINTS, type CrashPoint } from './crash-point.ts';

/** Processes that die (SIGKILL) at each step of a job's way: nothing accepted is lost, nothing is done twice that anybody sees. */
export const crashes: Group = {
  name: 'crash',
  play: stage =>
    withWorld({}, async world => {
      const customers = [await world.customer(), await world.customer()] as const;
      for (const [index, point] of CRASH_POINTS.entries()) {
        await stage.attempt(`${point.service}: ${point.name}`, async () => {
          await crash(world, customers[index % 2 === 0 ? 0 : 1], point);
          return '1 kill';
        });
      }
      for (const point of CRASH_POINTS.filter(isConversion)) {
        await stage.attempt(`${point.service}: ${point.name}, and the job is canceled`, async () => {
          await crash(world, customers[0], point, customers[0].cancel);
          return '1 kill';
        });
      }
      await stage.attempt('the books after all of it', async () => {
        const { accepted, canceled, refused, repeated } = await world.settle();
        return `${accepted} videos, ${canceled} canceled; ${refused} requests and ${repeated} notices repeated`;
      });
    }),
};

/** Where a converter has the job in hand, so that its owner and another converter may both want it. */
const isConversion = ({ name }: CrashPoint) =>
  name === 'ffmpeg is at work' || name === 'the MP3 is being committed';

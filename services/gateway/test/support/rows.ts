import type { JobRow } from '@vc/jobs/schema.ts';
import type { World } from './world.ts';

/** All rows of a user, invisible ones included. */
export const rowsOf = (world: World, owner: string): Promise<JobRow[]> =>
  world.db.selectFrom('jobs.job').selectAll().where('owner', '=', owner).orderBy('fid').execute();

/** The uploads of a user that are under way. */
export const receivingOf = async (world: World, owner: string): Promise<JobRow[]> =>
  (await rowsOf(world, owner)).filter(row => row.state === 'receiving');

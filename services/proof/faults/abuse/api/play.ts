import { silentProgress } from '@vc/local/progress.ts';
import { ensurePrograms } from '@vc/local/system-packages.ts';
import type { Stage } from '../../group.ts';
import type { World } from '../world.ts';
import { runSchemathesis } from './schemathesis.ts';
import { ensureSchemathesis } from './venv.ts';

/** Test cases of each operation, for each of the kinds of requests that it makes. */
const EXAMPLES = 10;

/** The gateway's own document, held against it. */
export async function playApi(stage: Stage, world: World): Promise<void> {
  await stage.attempt('the OpenAPI document, by schemathesis', async () => {
    await ensurePrograms(['python3'], silentProgress);
    const programs = await ensureSchemathesis(stage.tell);
    return await runSchemathesis(world, {
      programs,
      seed: stage.seed,
      examples: EXAMPLES,
      signal: stage.signal,
    });
  });
}

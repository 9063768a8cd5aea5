import type { Video } from '@vc/local/ledger/customer.ts';
import { makeVideo as makeSound } from '@vc/local/ledger/made-video.ts';
import { type Check, checkQueue } from '../scale/check/check-queue.ts';
import { measureLimits } from '../scale/costs/limits.ts';
import { measureCosts } from '../scale/costs/measure-costs.ts';
import { deriveNeeds } from '../scale/model/needs.ts';
import { tableDays } from '../scale/table-days.ts';
import { tableAssumptions, tableCeilings, tableCosts, tableNeeds } from '../scale/tables.ts';
import { startWorld } from '../scale/world.ts';
import type { Part } from './part.ts';
import type { Row } from './table.ts';
import { makeVideo } from './video.ts';

/** The same seed gives the same days and the same uploads. */
const SEED = 1;

/** For how long uploads come while the queue is watched, a round. */
const QUEUE_SECONDS = 12;

/** Costs of a job, what days of three sizes need, and how long their uploads wait: the page is scale/README.md. */
export const scale: Part = {
  name: 'scale',
  async run({ signal, tell, sizes, report }) {
    const film = async (seconds: number) => ({ file: await makeVideo(seconds, signal), seconds });
    const [short, long] = [await film(60), await film(240)];
    const videos: Video[] = [];
    for (const seconds of [30, 60, 120]) videos.push(await makeSound(seconds));

    tell('the product starts');
    await using world = await startWorld();
    const measured = { ...world, signal, tell };
    const costs = await measureCosts(measured, { short, long, jobs: sizes.rounds });
    report('Costs', tableCosts(costs));
    report('Assumptions', tableAssumptions());
    report('Waiting for a converter', tableDays(SEED, costs, tell));

    const limits = await measureLimits(world.product, { signal, tell });
    const needs = deriveNeeds(costs, limits);
    report('Needs', tableNeeds(needs));
    report('What is full first', tableCeilings(needs, limits));

    for (const service of Object.values(world.product.services)) await service.start();
    const rows: Row[] = [];
    for (const converters of [1, 2]) {
      const seconds = QUEUE_SECONDS * sizes.rounds;
      rows.push(...toRows(await checkQueue(measured, { converters, seconds, videos, seed: SEED })));
    }
    return rows;
  },
};

/** Simulated waiting times against real ones. */
export function toRows({ converters, uploads, predicted, measured }: Check): Row[] {
  return (['p50', 'p95', 'max'] as const).map(name => ({
    what: `${uploads} uploads wait for ${converters === 1 ? 'a converter' : `${converters} converters`}, ${name}: simulated, real`,
    unit: 's',
    figures: { baseline: predicted.map(draw => draw[name]), ours: [measured[name]] },
  }));
}

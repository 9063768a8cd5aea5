import { setTimeout as sleep } from 'node:timers/promises';
import { SERVICES, type ServiceName } from '@vc/local/product/programs.ts';
import { startTestProduct, type TestProduct } from '@vc/local/testing/product.ts';
import { readMemory } from '../process-memory.ts';
import { startProgram } from './child-program.ts';
import { type Figures, orAborted, seconds } from './measure.ts';
import { type Bench, hold, type Part } from './part.ts';
import type { Row } from './table.ts';

/** A process that has nothing to do has tidied up by then. */
const IDLE_MS = 5_000;

/** How long each service takes until it is ready, and its memory when nobody wants anything of it, against a bare Node process. */
export const services: Part = {
  name: 'services',
  async run(bench) {
    bench.tell('the product starts');
    const product = await startTestProduct();
    try {
      const rows: Row[] = [];
      for (const name of SERVICES) rows.push(...(await measure(bench, product, name)));
      return rows;
    } finally {
      await product.remove();
    }
  },
};

async function measure(bench: Bench, product: TestProduct, name: ServiceName): Promise<Row[]> {
  const service = product.services[name];
  const memory: Figures = { baseline: [], ours: [] };
  const idle = async (pid: number | undefined) => {
    if (pid === undefined) throw new Error(`${name} does not run`);
    await orAborted(sleep(IDLE_MS), bench.signal);
    return await readMemory(pid, 'now');
  };
  const startUp = await hold(bench, {
    async baseline() {
      const startedAt = performance.now();
      await using bare = await startProgram('bare-process.ts');
      const took = (performance.now() - startedAt) / 1_000;
      memory.baseline.push(await idle(bare.pid));
      return took;
    },
    async ours() {
      await service.stop();
      const took = await seconds(() => service.start());
      memory.ours.push(await idle(service.pid));
      return took;
    },
  });
  const what = `${name}: bare Node process,`;
  return [
    { what: `${what} start until ready`, unit: 's', figures: startUp, aim: { oursAtMost: 1 } },
    { what: `${what} idle memory`, unit: 'MiB', figures: memory, aim: { oursAtMost: 90 } },
  ];
}

import type { TestProduct } from '@vc/local/testing/product.ts';
import { withPort } from '../../faults/instruments/links.ts';
import { startTcpProxy } from '../../faults/instruments/tcp-proxy.ts';
import type { Tally } from '../../faults/instruments/trouble.ts';

/** What gateway and converter have sent to the store and got from it. */
export type StoreLinks = AsyncDisposable & { tallies: readonly Readonly<Tally>[] };

/** Starts both anew, each with a counting proxy on its way to MongoDB. To be disposed of after the services have ended. */
export async function placeStoreLinks({ services }: TestProduct): Promise<StoreLinks> {
  await using opened = new AsyncDisposableStack();
  const tallies: Readonly<Tally>[] = [];
  for (const service of [services.gateway, services.converter]) {
    const url = service.variables.MONGODB_URL ?? '';
    const proxy = opened.use(await startTcpProxy({ port: Number(new URL(url).port) }));
    tallies.push(proxy.tally);
    await service.stop();
    await service.start({ MONGODB_URL: withPort(url, proxy.port) });
  }
  const placed = opened.move();
  return { tallies, [Symbol.asyncDispose]: () => placed.disposeAsync() };
}

import { startTestProduct, type TestProduct } from '@vc/local/testing/product.ts';
import { type JobWatch, startJobWatch } from '../job-watch.ts';
import { placeStoreLinks, type StoreLinks } from './costs/store-links.ts';

/** The product, with what counts and times its work. */
export type World = AsyncDisposable & { product: TestProduct; links: StoreLinks; jobs: JobWatch };

/** Starts the product on datastores that wait for the disk, as in production. */
export async function startWorld(): Promise<World> {
  await using opened = new AsyncDisposableStack();
  const product = await startTestProduct({}, { durable: true });
  opened.defer(() => product.remove());
  const links = opened.use(await placeStoreLinks(product));
  const jobs = opened.use(await startJobWatch(product.databaseUrls.jobs_owner));
  const all = opened.move();
  return { product, links, jobs, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

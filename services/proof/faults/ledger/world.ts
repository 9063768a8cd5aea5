import { type Customer, openBooks, type Video } from '@vc/local/ledger/customer.ts';
import { makeVideo } from '@vc/local/ledger/made-video.ts';
import type { Variables } from '@vc/local/product/environment.ts';
import type { ServiceName } from '@vc/local/product/programs.ts';
import { type HttpSink, startHttpSink } from '@vc/local/testing/http-sink.ts';
import { startTestProduct, type TestProduct } from '@vc/local/testing/product.ts';
import { waitUntil } from '@vc/local/waiting.ts';
import { startReplica } from '../instruments/replica.ts';
import { type Inside, openInside } from './inside.ts';
import { hookPath } from './notices.ts';
import { startOnlooker } from './onlooker.ts';
import { type Counts, type SettleOptions, settleBooks } from './settle.ts';

/** The whole product with customers who keep books. */
export interface World {
  product: TestProduct;
  datastores: TestProduct['datastores'];
  mailSink: TestProduct['mailSink'];
  /** The customers' own server, to which webhooks go; a path each. */
  hooks: HttpSink;
  inside: Inside;
  query: Inside['query'];
  /** A new account with mail and webhook, whose jobs are watched and will be settled. */
  customer(options?: { video?: Video }): Promise<Customer>;
  /**
   * Waits until nothing is left to be done, audits all customers since the last time, and closes their books.
   *
   * @throws with every breach, a sentence a line
   */
  settle(options?: SettleOptions): Promise<Counts>;
}

/** Seconds of video, one customer after the other: another length, so that somebody else's MP3 would be noticed. */
const VIDEO_SECONDS = [4, 6, 8, 10] as const;

/** Starts the product, watches what becomes visible while `work` goes on, and takes all of it away. */
export async function withWorld(
  options: { variables?: Partial<Record<ServiceName, Variables>> },
  work: (world: World) => Promise<void>,
): Promise<void> {
  await using opened = new AsyncDisposableStack();
  const hooks = await startHttpSink();
  opened.defer(() => hooks.close());
  const product = await startTestProduct({
    ...options.variables,
    notification: { OUTBOUND_ALLOW: hooks.host, ...options.variables?.notification },
  });
  opened.defer(() => product.remove());
  const inside = openInside(product);
  opened.defer(() => inside.close());
  const customers: Customer[] = [];
  const onlooker = startOnlooker(product.url, () => customers);
  opened.defer(() => onlooker.close());
  let length = 0;
  /** One more gateway: each cleans as soon as it runs. All else is quiet by then, so it does nothing in another's stead. */
  async function whileCleaning<T>(work: () => Promise<T>): Promise<T> {
    await using _gateway = await startReplica(product.services.gateway, product);
    return await work();
  }

  await work({
    product,
    datastores: product.datastores,
    mailSink: product.mailSink,
    hooks,
    inside,
    query: inside.query,
    async customer({ video } = {}) {
      const seconds = VIDEO_SECONDS[length++ % VIDEO_SECONDS.length] ?? VIDEO_SECONDS[0];
      const { email, token } = await product.newUser();
      const authorization = `Bearer ${token}`;
      const customer = openBooks(product.url, { email, authorization }, video ?? (await makeVideo(seconds)));
      await askForWebhooks(product.url, authorization, hooks.url + hookPath(customer));
      customers.push(customer);
      return customer;
    },
    async settle(settleOptions = {}) {
      const tempDirectory = product.services.converter.variables.TEMP_DIR ?? '';
      const sinks = { mailSink: product.mailSink, hooks };
      const seen = onlooker.takeBreaches;
      try {
        return await settleBooks(
          { inside, sinks, customers, tempDirectory, seen, whileCleaning },
          settleOptions,
        );
      } finally {
        customers.length = 0; // what is broken is told once
      }
    },
  });
}

/** Asks until it is taken: on a busy machine the first answer may be a 503. */
async function askForWebhooks(url: string, authorization: string, webhook: string): Promise<void> {
  await waitUntil('the webhook is taken', async () => {
    const answer = await fetch(`${url}/me/notifications`, {
      method: 'PUT',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ webhook }),
    });
    if (!answer.ok && answer.status !== 503) {
      throw new Error(`the webhook is refused: ${answer.status} ${await answer.text()}`);
    }
    return answer.ok;
  });
}

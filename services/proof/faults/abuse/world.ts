import { createPrivateKey, createPublicKey } from 'node:crypto';
import { type Media, openMedia } from '@vc/blobs/media.ts';
import { createLogger } from '@vc/kit/logger.ts';
import { databaseUrl } from '@vc/local/provision.ts';
import { startTestProduct, type TestProduct } from '@vc/local/testing/product.ts';
import { Pool, type QueryResultRow } from 'pg';
import type { SigningKey } from '../../../gateway/test/support/tokens.ts';
import { type Customer, register } from './customer.ts';
import { send } from './http.ts';
import { type OpenApiDocument, type Operation, readOperations } from './operations.ts';
import { type PretendInternet, startPretendInternet } from './outbound/pretend-internet.ts';

/** The product under attack, and the looks inside that no user has. */
export interface World extends AsyncDisposable {
  product: TestProduct;
  /** Of the gateway. */
  port: number;
  /** What the gateway's own document says that there is. */
  operations: Operation[];
  /** The key that auth signs with: to forge what only a thief of it could. */
  signingKey: SigningKey;
  internet: PretendInternet;
  media: Media;
  /** A new account, logged in. */
  newCustomer(): Promise<Customer>;
  /** Asks PostgreSQL as its superuser. */
  query<Row extends QueryResultRow>(statement: string, values?: unknown[]): Promise<Row[]>;
}

/** Small, so that limits are met by small bodies, and larger than every video that a case converts. */
export const UPLOAD_MAX_BYTES = 2 * 2 ** 20;

/** Short, so that a silent sender need not be waited for. */
export const UPLOAD_IDLE_SECONDS = 2;

/** Starts the product with the settings of this group; disposing of the world takes it away. */
export async function openWorld(): Promise<World> {
  await using opened = new AsyncDisposableStack();
  const internet = await startPretendInternet();
  opened.defer(() => internet.close());
  const product = await startTestProduct({
    gateway: {
      UPLOAD_MAX_BYTES: String(UPLOAD_MAX_BYTES),
      UPLOAD_IDLE_SECONDS: String(UPLOAD_IDLE_SECONDS),
    },
    notification: internet.variables,
  });
  opened.defer(() => product.remove());
  const media = openMedia({
    url: product.adminVariables.blobs.MONGODB_URL ?? '',
    log: createLogger('abuse', 'silent'),
  });
  opened.defer(() => media.close());
  const pool = new Pool({
    connectionString: databaseUrl(product.datastores.postgres.url, 'video_converter'),
    max: 4,
  });
  pool.on('error', () => {}); // the server goes before the pool does
  opened.defer(() => pool.end());

  const port = Number(new URL(product.url).port);
  const document = await send(port, { path: '/openapi.json' });
  let customers = 0;
  const newCustomer = () => {
    customers += 1;
    return register(port, `customer-${customers}@example.org`);
  };
  const someone = await newCustomer();
  const all = opened.move();
  return {
    product,
    port,
    operations: readOperations(JSON.parse(document.body.toString()) as OpenApiDocument),
    signingKey: keyOfAuth(product.secrets.jwtKeys, someone.token),
    internet,
    media,
    newCustomer,
    query: async <Row extends QueryResultRow>(statement: string, values?: unknown[]) =>
      (await pool.query<Row>(statement, values)).rows,
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

/** The key of the secrets, under the name that a real token bears. */
function keyOfAuth(pem: string, token: string): SigningKey {
  const { kid } = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as {
    kid: string;
  };
  const privateKey = createPrivateKey(pem);
  const publicKey = createPublicKey(privateKey);
  const { x = '' } = publicKey.export({ format: 'jwk' });
  return {
    kid,
    privateKey,
    publicKey,
    jwk: { kty: 'OKP', crv: 'Ed25519', x, kid, use: 'sig', alg: 'EdDSA' },
  };
}

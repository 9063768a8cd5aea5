import { type Media, openMedia } from '@vc/blobs/media.ts';
import { createLogger } from '@vc/kit/logger.ts';
import { databaseUrl } from '@vc/local/provision.ts';
import type { TestProduct } from '@vc/local/testing/product.ts';
import { Pool, type QueryResultRow } from 'pg';

/** What no user sees of the product: rows, bytes, queues. */
export interface Inside {
  /** Asks PostgreSQL as its superuser. */
  query<Row extends QueryResultRow>(statement: string, values?: unknown[]): Promise<Row[]>;
  /** The store of videos and MP3s, as the gateway sees it. */
  media: Media;
  /** Messages on each queue, those included that somebody has not acked. */
  countMessages(): Promise<Map<string, number>>;
  close(): Promise<void>;
}

/** Looks into a product from outside of its processes. */
export function openInside({ datastores, adminVariables }: TestProduct): Inside {
  const media = openMedia({
    url: adminVariables.blobs.MONGODB_URL ?? '',
    log: createLogger('ledger', 'silent'),
  });
  const connectionString = databaseUrl(datastores.postgres.url, 'video_converter');
  const pool = new Pool({ connectionString, max: 2 });
  pool.on('error', () => {}); // the server is killed on purpose; the next question asks for a new connection
  return {
    media,
    query: async <Row extends QueryResultRow>(statement: string, values?: unknown[]) =>
      (await pool.query<Row>(statement, values)).rows,
    async countMessages() {
      // The management API's figures are seconds old.
      const table = await datastores.rabbitmq.control(
        'list_queues',
        '--quiet',
        '--no-table-headers',
        'name',
        'messages',
      );
      const lines = table.split('\n').filter(line => line.includes('\t'));
      return new Map(lines.map(line => line.split('\t')).map(([name = '', count]) => [name, Number(count)]));
    },
    async close() {
      await media.close();
      await pool.end();
    },
  };
}

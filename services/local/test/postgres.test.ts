import { withClient } from '../src/provision.ts';
import { startOwnPostgres } from '../src/testing/stack.ts';
import { behavesAsDatastore } from './datastore-behaviour.ts';

const postgres = await startOwnPostgres();

behavesAsDatastore(postgres, {
  put: () => withClient(postgres.url, async client => void (await client.query('create table kept ()'))),
  has: () =>
    withClient(postgres.url, async client => {
      const { rows } = await client.query(`select to_regclass('kept') as kept`);
      return rows[0].kept !== null;
    }),
});

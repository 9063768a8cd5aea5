import { provisionPostgres, type Role, withClient } from '../provision.ts';
import type { TestStack } from './provided.ts';

/** A state of the database that several test files begin with. */
export interface DatabaseTemplate {
  /** Short, of letters, digits and underscores. */
  name: string;
  /** Brings a provisioned database to that state, and leaves no connection behind. */
  migrate: (urls: Record<Role, string>) => Promise<void>;
}

/** The name of the template's database, which the first test file that asks for it makes. */
export async function templateDatabase(stack: TestStack, template: DatabaseTemplate): Promise<string> {
  const name = `${stack.run}_template_${template.name}`;
  await withClient(stack.postgresUrl, async server => {
    await server.query('select pg_advisory_lock(hashtext($1))', [name]);
    const { rowCount } = await server.query('select from pg_database where datname = $1', [name]);
    if (rowCount !== 0) return;

    // Under its final name only when complete: a failed migration must not pass for a template.
    const building = `${name}_building`;
    const [quotedName, quotedBuilding] = [server.escapeIdentifier(name), server.escapeIdentifier(building)];
    await server.query(`drop database if exists ${quotedBuilding} with (force)`);
    const urls = await provisionPostgres(stack.postgresUrl, {
      database: building,
      passwords: stack.passwords,
    });
    await template.migrate(urls);
    await server.query(`alter database ${quotedBuilding} rename to ${quotedName}`);
  });
  return name;
}

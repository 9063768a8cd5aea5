import type { ClusterTarget } from '../../cluster/target.ts';
import {
  COLUMN_CASES,
  FORBIDDEN_TO_ALL,
  GRANTS,
  mayDo,
  READ_HASHES,
  type StatementCase,
  type Verb,
} from './grants.ts';
import { runInPod } from './in-pod.ts';

const POD = { namespace: 'datastores', name: 'postgres-0' };

/** A table, or a view, which nobody can write. */
export interface Relation {
  schema: string;
  name: string;
  isView: boolean;
  /** One of its columns. */
  column: string;
}

/** The users whose rights are tried. */
export const USERS: readonly string[] = Object.keys(GRANTS);

/** Statements of every kind on every table, and those that nobody may run. None changes a row: each is rolled back. */
export function statementCases(user: string, relations: readonly Relation[]): StatementCase[] {
  const onRows = relations.flatMap(relation => {
    const { schema, name, isView } = relation;
    const verbs = Object.entries(statementsOn(relation)) as [Verb, string][];
    return verbs
      .filter(([verb]) => !isView || verb === 'select')
      .map(([verb, sql]) => ({ sql, isAllowed: mayDo(user, schema, name, verb) }));
  });
  const isForeign = ({ schema, isView }: Relation) => user !== `${schema}_owner` && !isView;
  const onTables = relations
    .filter(isForeign)
    .flatMap(({ schema, name }) => [
      `truncate ${schema}.${name}`,
      `drop table ${schema}.${name}`,
      `create table ${schema}.intruder ()`,
    ]);
  const never = [...new Set(onTables), ...FORBIDDEN_TO_ALL].map(sql => ({ sql, isAllowed: false }));
  const onHashes = { sql: READ_HASHES, isAllowed: user === 'backup' };
  return [...onRows, onHashes, ...(user === 'notification' ? COLUMN_CASES : []), ...never];
}

function statementsOn({ schema, name, column }: Relation): Record<Verb, string> {
  const table = `${schema}.${name}`;
  return {
    select: `select * from ${table} limit 0`,
    insert: `insert into ${table} default values`,
    update: `update ${table} set ${column} = default where false`,
    delete: `delete from ${table} where false`,
  };
}

/** What came of each statement: whether it was allowed, or else the code of another error. */
export function readOutcomes(output: string): string[] {
  const lines = output.split('\n').flatMap(line => /^#(\w{5})$/.exec(line)?.[1] ?? []);
  return lines.map(state => {
    // A row that nothing fills breaks constraints (class 23): whoever comes so far may insert.
    if (state === '00000' || state.startsWith('23')) return 'allowed';
    return state === '42501' ? 'refused' : `error ${state}`;
  });
}

/** Tries as a user. @returns what came otherwise than it must, and how many statements were refused */
export async function tryUser(
  target: ClusterTarget,
  user: string,
  password: string,
  relations: readonly Relation[],
): Promise<{ problems: string[]; refused: number }> {
  const cases = statementCases(user, relations);
  const script = cases.map(({ sql }) => `begin;\n${sql};\n\\echo '#':SQLSTATE\nrollback;\n`).join('');
  const outcomes = readOutcomes(await psql(target, user, password, script));
  if (outcomes.length !== cases.length) throw new Error(`${user}: not all statements were run.`);
  const problems = cases.flatMap(({ sql, isAllowed }, index) => {
    const expected = isAllowed ? 'allowed' : 'refused';
    return outcomes[index] === expected ? [] : [`${user}, ${sql}: ${outcomes[index]}, must be: ${expected}`];
  });
  return { problems, refused: cases.filter(({ isAllowed }) => !isAllowed).length };
}

/** All tables and views that are ours. */
export async function readRelations(target: ClusterTarget, password: string): Promise<Relation[]> {
  const output = await psql(target, 'postgres', password, RELATIONS);
  if (output.trim() === '') throw new Error('PostgreSQL has no tables of ours.');
  return JSON.parse(output) as Relation[];
}

const RELATIONS = `
select json_agg(json_build_object('schema', nspname, 'name', relname, 'isView', relkind = 'v', 'column',
  (select attname from pg_attribute where attrelid = pg_class.oid and attnum > 0 and not attisdropped order by attnum limit 1)))
from pg_class join pg_namespace on pg_namespace.oid = relnamespace
where relkind in ('r', 'v') and nspname in ('auth', 'jobs', 'notification');
`;

/** Over TCP, where everybody needs a password; it is on no command line. */
async function psql(target: ClusterTarget, user: string, password: string, script: string): Promise<string> {
  const options = ['--no-psqlrc', '--quiet', '--tuples-only', '--no-align', '--host=127.0.0.1'];
  const program = [
    ...['sh', '-c', 'read -r PGPASSWORD; export PGPASSWORD; exec psql "$@"', 'psql', ...options],
    ...[`--username=${user}`, '--dbname=video_converter', '--file=-'],
  ];
  const { code, stdout, stderr } = await runInPod(target, POD, program, `${password}\n${script}`);
  if (code !== 0) throw new Error(`psql as ${user} ended with ${code}: ${stderr}`);
  return stdout;
}

import { expect, it } from 'vitest';
import { type Relation, readOutcomes, statementCases } from './database.ts';

const JOB: Relation = { schema: 'jobs', name: 'job', isView: false, column: 'fid' };
const OUTCOME: Relation = { schema: 'notification', name: 'outcome', isView: true, column: 'fid' };

/** What a user may run of what is tried. */
function allowed(user: string, ...relations: Relation[]): string[] {
  const cases = statementCases(user, relations);
  return cases.filter(({ isAllowed }) => isAllowed).map(({ sql }) => sql.split(' ')[0] ?? '');
}

it('lets each service do what the design says, and nothing to what is not its', () => {
  expect(allowed('gateway', JOB)).toEqual(['select', 'insert', 'update', 'delete']);
  expect(allowed('converter', JOB)).toEqual(['select', 'update', 'delete']);
  expect(allowed('auth', JOB)).toEqual([]);
  expect(allowed('notification')).toEqual(['select', 'update']);
});

it('lets whoever makes backups read, and owners do all to what is theirs', () => {
  expect(allowed('backup', JOB, OUTCOME)).toEqual(['select', 'select', 'select']);
  expect(allowed('jobs_owner', JOB, OUTCOME)).toEqual(['select', 'insert', 'update', 'delete']);
});

it('lets nobody have a table that nobody was given', () => {
  const table: Relation = { schema: 'auth', name: 'new', isView: false, column: 'id' };
  expect(allowed('auth', table)).toEqual([]);
});

it('tries to empty and drop tables of others, never one’s own', () => {
  const sql = (user: string) => statementCases(user, [JOB]).map(it => it.sql);
  expect(sql('gateway')).toContain('drop table jobs.job');
  expect(sql('jobs_owner')).not.toContain('drop table jobs.job');
});

it('tells from the state what came of a statement', () => {
  expect(readOutcomes('#00000\n\nsomething\n#42501\n#23502\n#42P01\n')).toEqual([
    'allowed',
    'refused',
    'allowed',
    'error 42P01',
  ]);
});

import { expect, test } from 'vitest';
import { isOutage, Outage } from './outage.ts';
import { Problem, unavailable } from './problem.ts';

const withCode = (code: string) => Object.assign(new Error('failed'), { code });

test.each([
  ['a refused connection', withCode('ECONNREFUSED')],
  ['a server that shuts down', withCode('57P01')],
  ['a connection failure as SQLSTATE', withCode('08006')],
  ['a deadlock', withCode('40P01')],
  ['a password that has just been rotated', withCode('28P01')],
  ['a database that is being restored', withCode('3D000')],
  [
    'a password that MongoDB no longer takes',
    Object.assign(new Error('x'), { name: 'MongoServerError', code: 18 }),
  ],
  ['the driver’s own words', new Error('Connection terminated unexpectedly')],
  ['MongoDB’s server selection', Object.assign(new Error('x'), { name: 'MongoServerSelectionError' })],
  ['an outage in a cause', new Error('outer', { cause: withCode('ECONNRESET') })],
  ['all addresses refused', new AggregateError([withCode('ECONNREFUSED'), withCode('ECONNREFUSED')])],
  ['a time limit of ours', AbortSignal.abort(new DOMException('timed out', 'TimeoutError')).reason],
  ['a service that is away', unavailable('auth')],
  ['an outage of ours', new Outage('not connected to the broker')],
])('%s is an outage', (_name, error) => {
  expect(isOutage(error)).toBe(true);
});

test.each([
  ['a bug', new TypeError('x is not a function')],
  ['a unique violation', withCode('23505')],
  ['a refusal', new Problem(409, 'taken', 'Taken.')],
  ['an aborted call', AbortSignal.abort().reason],
  ['no error at all', 'ECONNREFUSED'],
])('%s is none', (_name, error) => {
  expect(isOutage(error)).toBe(false);
});

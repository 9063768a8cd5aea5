import { expect, it } from 'vitest';
import { audit, type Ending, type Ledger } from './ledger.ts';

const ledger = (change: Partial<Ledger> = {}): Ledger => ({
  accepted: [
    { key: 'first', fid: 'a' },
    { key: 'second', fid: 'b' },
  ],
  canceled: [],
  refused: [],
  ...change,
});
const mails = (...ids: string[]) => ({ notices: [{ what: 'mail', ids, maxCopies: 2 }] });
const ending = (fid: string, change: Partial<Ending> = {}): Ending => ({
  fid,
  status: 'converted',
  ...mails(`<${fid}@mail>`),
  ...change,
});
const refusal = (code: string, status?: number) => ({
  at: '2026-11-24T13:00:00.000Z',
  request: 'POST /upload',
  code,
  ...(status ? { status } : {}),
});

it('has nothing to say where every promise was kept', () => {
  expect(audit(ledger(), [ending('b'), ending('a')])).toEqual([]);
});

it('finds what was accepted and is gone, and what is there and was never accepted', () => {
  expect(audit(ledger(), [ending('a'), ending('c')])).toEqual([
    'b was accepted, and there is no such job',
    'c is a job that nobody was told of',
  ]);
});

it('finds two videos that became one job', () => {
  const twice = ledger({
    accepted: [
      { key: 'first', fid: 'a' },
      { key: 'second', fid: 'a' },
    ],
  });
  expect(audit(twice, [ending('a')])).toEqual(['a was given for two videos']);
});

it.each([
  [{ status: 'failed' }, 'a has ended as failed'],
  [{ mp3Problem: 'it is empty' }, 'a: it is empty'],
  [mails(), 'a has 0 mails'],
  [mails('<1@mail>', '<2@mail>'), 'a has 2 mails'],
  [mails('<1@mail>', '<1@mail>', '<1@mail>'), 'a has mail <1@mail> 3 times, and 2 may be'],
])('finds a job that ended otherwise than promised: %j', (change, problem) => {
  expect(audit(ledger(), [ending('a', change), ending('b')])).toEqual([problem]);
});

it('takes a mail that was repeated under its Message-ID for the same mail', () => {
  expect(audit(ledger(), [ending('a', mails('<1@mail>', '<1@mail>')), ending('b')])).toEqual([]);
});

it('finds a mail that was repeated although its answer was never lost', () => {
  const notice = { what: 'mail', ids: ['<1@mail>', '<1@mail>'], maxCopies: 1 };
  expect(audit(ledger(), [ending('a', { notices: [notice] }), ending('b')])).toEqual([
    'a has mail <1@mail> 2 times, and 1 may be',
  ]);
});

it('does without a notice that could not come, but takes no second one for it', () => {
  const notice = (...ids: string[]) => ({ notices: [{ what: 'mail', ids, maxCopies: 2, isOptional: true }] });
  expect(audit(ledger(), [ending('a', notice()), ending('b', notice('<1@mail>'))])).toEqual([]);
  expect(audit(ledger(), [ending('a', notice('<1@mail>', '<2@mail>')), ending('b')])).toEqual([
    'a has 2 mails',
  ]);
});

it('wants what was canceled to be canceled, and nobody to be told', () => {
  const books = ledger({ canceled: ['a'] });
  expect(audit(books, [ending('a', { status: 'canceled', ...mails() }), ending('b')])).toEqual([]);
  expect(audit(books, [ending('a'), ending('b')])).toEqual(['a has ended as converted', 'a has 1 mails']);
});

it('excuses only what cannot be otherwise while something is away', () => {
  const refused = [
    refusal('ECONNREFUSED'),
    refusal('unavailable', 503),
    refusal('upload-under-way', 409),
    refusal('conflict', 409),
    refusal('internal', 500),
    refusal('unauthorized', 401),
  ];
  expect(audit(ledger({ refused }), [ending('a'), ending('b')])).toEqual([
    '2026-11-24T13:00:00.000Z POST /upload: 409 conflict',
    '2026-11-24T13:00:00.000Z POST /upload: 500 internal',
    '2026-11-24T13:00:00.000Z POST /upload: 401 unauthorized',
  ]);
});

import { expect, it } from 'vitest';
import { brokerProblems } from './broker.ts';

const AS_IT_MUST_BE = {
  'write video': 'allowed',
  'write mp3': 'refused',
  'read video': 'refused',
  'write video as another': '406',
  'write mp3 as another': 'refused',
};

it('takes what must be refused and is, and what must not be and is not', () => {
  expect(brokerProblems('gateway', AS_IT_MUST_BE)).toEqual([]);
});

it('finds what somebody may do that he must not, and the other way round', () => {
  const outcomes = { ...AS_IT_MUST_BE, 'write video': 'refused', 'read video': 'allowed' };
  expect(brokerProblems('gateway', outcomes)).toEqual([
    'gateway, write video: refused, must be: allowed',
    'gateway, read video: allowed, must be: refused',
  ]);
});

it('finds a name that was not checked, and what was not tried', () => {
  expect(brokerProblems('gateway', { 'write video as another': 'allowed' })).toEqual([
    'gateway, write video: not tried',
    'gateway, write video as another: allowed, must be: 406',
  ]);
});

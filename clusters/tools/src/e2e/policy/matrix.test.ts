import { expect, it } from 'vitest';
import type { Picture } from '../../data-flow.ts';
import { calleesOf, cellsOf, type Source, surprises, type Target } from './matrix.ts';

const PICTURE: Picture = {
  flows: { internet: ['web:8080'], web: ['dns:53', 'dns:53/UDP', 'data:5432', '10.0.0.0/8:80'] },
  outsiders: [],
};
const WEB: Target = { callee: 'web:8080', address: '10.66.0.2', port: 8080 };
const DATA: Target = { callee: 'data:5432', address: '10.66.0.3', port: 5432 };
const API: Target = { callee: 'api-server:443', address: '10.66.128.1', port: 443, isOpen: true };
const TARGETS = [WEB, DATA, API];

/** Whom somebody may reach. */
function reached(source: Source): string[] {
  const cells = cellsOf(PICTURE, [source], TARGETS);
  return cells.filter(({ expected }) => expected === 'connects').map(({ target }) => target.callee);
}

it('lets parties reach whom the picture says, and nobody where it says nothing', () => {
  expect(reached({ kind: 'party', name: 'web' })).toEqual(['data:5432']);
  expect(reached({ kind: 'party', name: 'data' })).toEqual([]);
});

it('lets whom no policy holds back reach what is open, and what is public', () => {
  expect(reached({ kind: 'outsider', name: 'outsider' })).toEqual(['web:8080', 'api-server:443']);
  expect(reached({ kind: 'internet', name: 'internet' })).toEqual(['web:8080']);
  const targets = [{ ...DATA, isEquipment: true }, API];
  const asked = cellsOf(PICTURE, [{ kind: 'internet', name: 'internet' }], targets);
  expect(asked).toEqual([]);
});

it('lets the platform reach the API server, and whom the picture says', () => {
  expect(reached({ kind: 'platform', name: 'a stranger' })).toEqual(['api-server:443']);
  expect(reached({ kind: 'platform', name: 'web' })).toEqual(['data:5432', 'api-server:443']);
});

it('lets strangers reach nobody, and the node everybody', () => {
  expect(reached({ kind: 'stranger', name: 'stranger' })).toEqual([]);
  expect(reached({ kind: 'node', name: 'node' })).toEqual(TARGETS.map(({ callee }) => callee));
});

it('asks nobody to be kept from himself', () => {
  const cells = cellsOf(PICTURE, [{ kind: 'party', name: 'data', address: DATA.address }], TARGETS);
  expect(cells.map(({ target }) => target)).toEqual([WEB, API]);
});

it('finds who can be called by TCP', () => {
  expect(calleesOf(PICTURE)).toEqual([
    { name: 'web', port: 8080 },
    { name: 'dns', port: 53 },
    { name: 'data', port: 5432 },
  ]);
});

it('tells what came otherwise, whichever way', () => {
  const cells = cellsOf(PICTURE, [{ kind: 'party', name: 'web' }], [DATA, API]);
  expect(surprises(cells, ({ expected }) => expected)).toEqual([]);
  expect(surprises(cells, () => 'connects')).toEqual(['web -> api-server:443: connects, must be: kept out']);
  expect(surprises(cells, () => 'Connection refused')).toEqual([
    'web -> data:5432: Connection refused, must be: connects',
    'web -> api-server:443: Connection refused, must be: kept out',
  ]);
});

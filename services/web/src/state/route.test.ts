import { expect, it } from 'vitest';
import { parseRoute } from './route.ts';

const fid = '01990000-0000-7000-8000-000000000000';

it.each([
  ['', { view: 'convert' }],
  ['#/', { view: 'convert' }],
  ['#/settings', { view: 'settings' }],
  [`#/jobs/${fid}`, { view: 'convert', fid }],
  ['#/jobs/<img>', { view: 'convert' }],
  ['#/elsewhere', { view: 'convert' }],
])('reads %j', (hash, route) => {
  expect(parseRoute(hash)).toEqual(route);
});

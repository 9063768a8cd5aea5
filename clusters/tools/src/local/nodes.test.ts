import { expect, it } from 'vitest';
import { chooseNode } from './nodes.ts';

const possible = async () => undefined;
const impossible = async () => 'no Docker engine answers';
const never = async () => {
  throw new Error('asked');
};

it.each([
  ['kind where it can', {}, possible, 'kind'],
  ['our own where kind cannot', {}, impossible, 'own'],
  ['our own where that is wanted, without a look at Docker', { wanted: 'own' }, never, 'own'],
  ['the one that is there, whatever could be had by now', { there: 'own' }, never, 'own'],
  ['the one that is there and wanted', { there: 'kind', wanted: 'kind' }, never, 'kind'],
] as const)('takes %s', async (_, circumstances, whyNotKind, node) => {
  expect(await chooseNode({ ...circumstances, whyNotKind })).toBe(node);
});

it('says why kind cannot be had by who wants it', async () => {
  await expect(chooseNode({ wanted: 'kind', whyNotKind: impossible })).rejects.toThrow(
    'kind cannot make a cluster here, since no Docker engine answers.',
  );
});

it('makes no second cluster beside one', async () => {
  await expect(chooseNode({ wanted: 'kind', there: 'own', whyNotKind: possible })).rejects.toThrow(
    'There is a cluster already, made with --node own',
  );
});

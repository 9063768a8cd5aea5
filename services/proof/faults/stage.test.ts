import { expect, it } from 'vitest';
import type { Result } from './group.ts';
import { createStage } from './stage.ts';

function open(only?: RegExp) {
  const results: Result[] = [];
  const stop = new AbortController();
  const stage = createStage({
    group: 'links',
    seed: 1,
    signal: stop.signal,
    only,
    tell: () => {},
    write: result => results.push(result),
  });
  return { stage, results, stop };
}

it('writes down what was tried and what broke, and goes on', async () => {
  const { stage, results } = open();
  await stage.attempt('a slow link', async () => '3 uploads');
  await stage.attempt('a cut link', async () => {
    throw new Error('one is lost');
  });
  await stage.attempt('a half-open link', async () => '2 uploads');
  expect(results).toMatchObject([
    { group: 'links', name: 'a slow link', tried: '3 uploads' },
    { name: 'a cut link', breach: 'one is lost' },
    { name: 'a half-open link', tried: '2 uploads' },
  ]);
  expect(results[1]).not.toHaveProperty('tried');
});

it('leaves out what was not asked for', async () => {
  const { stage, results } = open(/cut/);
  await stage.attempt('a slow link', async () => '3 uploads');
  await stage.attempt('a cut link', async () => '1 upload');
  expect(results.map(({ name }) => name)).toEqual(['a cut link']);
});

it('blames nobody when it is stopped', async () => {
  const { stage, results, stop } = open();
  const attempt = stage.attempt('a slow link', async () => {
    stop.abort(new Error('Stopped.'));
    throw new Error('fetch failed');
  });
  await expect(attempt).rejects.toThrow('Stopped.');
  expect(results).toEqual([]);
});

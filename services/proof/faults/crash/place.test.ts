import { expect, it } from 'vitest';
import { type Around, readWay, wrap } from './place.ts';

/** Calls of what `way` leads to, as the wrapped export of that name lets them be seen. */
function watch(exported: unknown, way: string) {
  const results: unknown[] = [];
  const around: Around = call => {
    const result = call();
    results.push(result);
    return result;
  };
  return { results, wrapped: wrap(exported, readWay(way).steps, around, way) };
}

it('sees an exported function called, and lets it do what it does', () => {
  const { wrapped, results } = watch((a: number, b: number) => a + b, 'add');
  expect((wrapped as (a: number, b: number) => number)(1, 2)).toBe(3);
  expect(results).toEqual([3]);
});

it('sees a function that an object has, with its object', () => {
  const counter = { count: 0, inc: () => 0 };
  counter.inc = function (this: typeof counter) {
    return ++this.count;
  };
  const { wrapped, results } = watch(counter, 'counter.inc');
  (wrapped as typeof counter).inc();
  expect([counter.count, results]).toEqual([1, [1]]);
});

it('sees a function that is made by another, at once or later', async () => {
  const now = watch(() => () => 'sent', 'createSend()');
  expect((now.wrapped as () => () => string)()()).toBe('sent');
  const later = watch(async () => ({ publish: () => 'confirmed' }), 'createPublisher().publish');
  const publisher = await (later.wrapped as () => Promise<{ publish(): string }>)();
  expect(publisher.publish()).toBe('confirmed');
  expect([...now.results, ...later.results]).toEqual(['sent', 'confirmed']);
});

it('says so where there is no such function', () => {
  expect(() => watch(undefined, 'gone')).toThrow('gone: that is no function');
  expect(() => watch({}, 'counter.gone')).toThrow('nothing has a gone');
  const made = watch(() => ({}), 'create().gone').wrapped as () => unknown;
  expect(made).toThrow('nothing has a gone');
  expect(() => readWay('a[0]')).toThrow('a[0] is no way');
});

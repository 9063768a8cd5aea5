import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { followObjects } from './followed-objects.ts';

const object = (uid: string, name = uid) => ({ metadata: { name, uid } });
const change = (type: string, uid: string, name?: string) =>
  `${JSON.stringify({ type, object: object(uid, name) })}\n`;

/** An API server that answers lists and watches, one after the other; the last watch never ends. */
function playServer(lists: string[][], watches: (() => Readable)[]) {
  const asked: string[] = [];
  const ask = async (path: string) => {
    asked.push(path);
    if (path.includes('watch')) return watches.shift()?.() ?? new Readable({ read() {} });
    const items = (lists.shift() ?? []).map(uid => object(uid));
    return Readable.from([JSON.stringify({ metadata: { resourceVersion: '7' }, items })]);
  };
  return { ask, asked };
}

function namesNow(server: ReturnType<typeof playServer>) {
  const followed = followObjects(server.ask, '/pods', () => {});
  return () => followed.current()?.map(({ metadata }) => metadata.name);
}

it('knows nothing before the first list, then what it has and what changes, in whichever pieces that comes', async () => {
  const text =
    change('ADDED', 'b') + change('MODIFIED', 'a', 'new') + change('DELETED', 'b') + change('ADDED', 'c');
  const watch = () => {
    const stream = new Readable({ read() {} });
    stream.push(text.slice(0, 70));
    stream.push(text.slice(70));
    return stream;
  };
  const server = playServer([['a']], [watch]);
  const names = namesNow(server);
  expect(names()).toBeUndefined();
  await expect.poll(names).toEqual(['new', 'c']);
  expect(server.asked).toEqual(['/pods', '/pods?watch=true&resourceVersion=7']);
});

it.each<[string, () => Readable]>([
  [
    'is cut',
    () =>
      new Readable({
        read() {
          this.destroy(new Error('aborted'));
        },
      }),
  ],
  ['ends', () => Readable.from([])],
  ['is of too old a version', () => Readable.from([change('ERROR', 'x')])],
])('lists again when a watch %s', async (_, watch) => {
  const server = playServer([['a'], ['b']], [watch]);
  await expect.poll(namesNow(server)).toEqual(['b']);
});

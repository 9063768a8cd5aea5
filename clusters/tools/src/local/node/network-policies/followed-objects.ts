import type { Readable } from 'node:stream';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiConnection } from './api-connection.ts';
import type { ApiObject } from './cluster-objects.ts';

/** All objects of a kind, as they are now. */
export interface FollowedObjects<T> {
  /** Nothing before they were listed for the first time. */
  current(): readonly T[] | undefined;
}

/** What the API server says of a change; `ERROR` where it no longer remembers what we know. */
interface WatchEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'ERROR';
  object: ApiObject;
}

const PAUSE_MS = 500;

/**
 * Lists objects and watches how they change, again and again: a watch ends after a while, and with the API server. What was
 * known stays known meanwhile.
 */
export function followObjects<T extends ApiObject>(
  ask: ApiConnection,
  path: string,
  onChange: () => void,
): FollowedObjects<T> {
  let objects: Map<string, T> | undefined;
  const follow = async () => {
    const { metadata, items } = (await json(await ask(path))) as List<T>;
    objects = new Map(items.map(item => [item.metadata.uid, item]));
    onChange();
    const changes = await ask(`${path}?watch=true&resourceVersion=${metadata.resourceVersion}`);
    for await (const line of linesOf(changes)) {
      const { type, object } = JSON.parse(line) as WatchEvent;
      if (type === 'ERROR') return;
      if (type === 'DELETED') objects.delete(object.metadata.uid);
      else objects.set(object.metadata.uid, object as T); // of the kind that was asked for
      onChange();
    }
  };
  const followForEver = async () => {
    for (;;) {
      await follow().catch(error => console.error(`${path}: ${(error as Error).message}`));
      await sleep(PAUSE_MS);
    }
  };
  void followForEver();
  return { current: () => objects && [...objects.values()] };
}

/** Unlike `node:readline` it ends, with an error, when the connection is cut: an API server that is killed says no goodbye. */
async function* linesOf(stream: Readable): AsyncGenerator<string> {
  let rest = '';
  for await (const text of stream.setEncoding('utf8')) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}

interface List<T> {
  metadata: { resourceVersion: string };
  items: T[];
}

import { afterAll, expect, test } from 'vitest';
import type { Datastore } from '../src/datastores/datastore.ts';
import type { Own } from '../src/testing/stack.ts';

/** How a test stores something in a datastore and finds it again. */
export interface Contents {
  put(): Promise<void>;
  has(): Promise<boolean>;
}

/** Tests what every datastore that we run must do; it is removed at the end. */
export function behavesAsDatastore(datastore: Own<Datastore>, { put, has }: Contents): void {
  afterAll(() => datastore.remove());

  test('data survive a crash and a stop', async () => {
    await put();
    await datastore.kill();
    await expect(has()).rejects.toThrow();
    await datastore.start();
    expect(await has()).toBe(true);
    await datastore.stop();
    await datastore.start();
    expect(await has()).toBe(true);
  });

  test('a frozen server answers when it goes on', async () => {
    await datastore.freeze();
    const answer = has();
    await datastore.thaw();
    expect(await answer).toBe(true);
  });

  test('wiping empties it', async () => {
    await datastore.wipe();
    expect(await has()).toBe(false);
  });
}

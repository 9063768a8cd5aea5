import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { ensureSealingKey } from './sealing-key.ts';

it('is made once, for its owner alone', async () => {
  const work = await mkdtemp(join(tmpdir(), 'sealing-key-'));
  onTestFinished(() => rm(work, { recursive: true }));
  const file = join(work, 'gitops/key.json');
  let made = 0;
  const makeKey = async () => {
    made += 1;
    return { privateKey: `key ${made}`, certificate: `certificate ${made}` };
  };
  expect(await ensureSealingKey(file, makeKey)).toEqual(await ensureSealingKey(file, makeKey));
  expect(made).toBe(1);
  expect((await stat(file)).mode & 0o077).toBe(0);
});

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '@vc/local/command.ts';
import { createTemporaryDirectory, removeDirectory } from '@vc/local/temporary-directory.ts';
import { expect, it, onTestFinished } from 'vitest';
import type { CrashPoint } from './crash-point.ts';

const PRELOAD = new URL('preload.ts', import.meta.url).pathname;
const FILE = 'gateway/src/upload/file-name.ts';
const MODULE = new URL(`../../../${FILE}`, import.meta.url).href;

/** A program that names two files, and dies where the point says. */
async function run(point: Pick<CrashPoint, 'way' | 'when'>) {
  const folder = await createTemporaryDirectory();
  onTestFinished(() => removeDirectory(folder));
  const note = join(folder, 'note');
  const program = `
    const { toDisplayName } = await import(${JSON.stringify(MODULE)});
    console.log('first', toDisplayName('a.mp4'));
    await new Promise(resolve => setImmediate(() => setImmediate(resolve))); // behind the end, in the same queue
    console.log('second', toDisplayName('b.mp4'));`;
  const { stdout, stderr } = await runCommand(
    [process.execPath, '--import', PRELOAD, '--input-type=module', '--eval', program],
    {
      env: {
        PATH: process.env.PATH,
        CRASH_POINT: JSON.stringify({ name: 'a file is named', service: 'gateway', file: FILE, ...point }),
        CRASH_NOTE: note,
      },
    },
  );
  return { stdout, stderr, note: await readFile(note, 'utf8').catch(() => undefined) };
}

it('ends a process before a function is called', async () => {
  const { stdout, note } = await run({ way: 'toDisplayName', when: 'before' });
  expect([stdout, note]).toEqual(['', 'a file is named']);
});

it('ends it while a call is at work, and lets the call be made', async () => {
  const { stdout, note } = await run({ way: 'toDisplayName', when: 'during' });
  expect([stdout, note]).toEqual(['first a.mp4\n', 'a file is named']);
});

it('ends it after the first call that succeeded', async () => {
  const { stdout, note } = await run({ way: 'toDisplayName', when: 'after' });
  expect([stdout, note]).toEqual(['', 'a file is named']);
});

it('breaks where the function is not there any more, and leaves no note', async () => {
  const { stdout, stderr, note } = await run({ way: 'toNiceName', when: 'before' });
  expect(stderr).toContain(`${FILE}#toNiceName: that is no function`);
  expect([stdout, note]).toEqual(['', undefined]);
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { descendants } from '@vc/local/native/process-tree.ts';
import { expect, it, onTestFinished } from 'vitest';
import { findRunning, freeze, signal, thaw } from './processes.ts';

/** A shell that waits for a program it has started. */
async function startTree(): Promise<number> {
  const shell = spawn('sh', ['-c', 'sleep 600 & echo started; wait'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(shell.stdout, 'data');
  const pid = shell.pid ?? 0;
  onTestFinished(() => {
    for (const each of [pid, ...descendants(pid)]) signal(each, 'SIGKILL');
  });
  return pid;
}

/** `T` is a process that was halted, `S` one that sleeps (proc(5)). */
async function readState(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2)[0];
}

it('halts a process with its children, and lets them go on', async () => {
  const pid = await startTree();
  const [child = 0] = findRunning('sleep', pid);
  expect(freeze(pid)).toBe(2);
  await expect.poll(() => Promise.all([pid, child].map(readState))).toEqual(['T', 'T']);
  expect(thaw(pid)).toBe(2);
  await expect.poll(() => Promise.all([pid, child].map(readState))).toEqual(['S', 'S']);
});

it('finds a program that was started, and nothing else', async () => {
  const pid = await startTree();
  expect(findRunning('sleep', pid)).toHaveLength(1);
  expect(findRunning('ffmpeg', pid)).toEqual([]);
});

it('tells that nobody is left to be signalled', async () => {
  const gone = spawn('true');
  await once(gone, 'close');
  expect(signal(gone.pid ?? 0, 'SIGKILL')).toBe(false);
  expect(freeze(gone.pid ?? 0)).toBe(0);
});

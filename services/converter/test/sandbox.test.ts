import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './eventually.ts';
import { findProcesses } from './processes.ts';

const sandbox = (tool: string) => fileURLToPath(new URL(`../sandbox/${tool}`, import.meta.url));

/** A directory with an `ffmpeg` and an `ffprobe` of our own, which PATH then finds first. */
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'converter-sandbox-'));
});
afterAll(() => rm(directory, { recursive: true }));

async function pretend(tool: string, script: string): Promise<NodeJS.ProcessEnv> {
  await writeFile(join(directory, tool), `#!/bin/sh\n${script}\n`);
  await chmod(join(directory, tool), 0o755);
  return { PATH: `${directory}:${process.env.PATH}`, DATABASE_URL: 'postgres://secret' };
}

describe('the sandbox', () => {
  it('passes arguments as they are, without our environment', async () => {
    const env = await pretend('ffmpeg', 'printf "%s|" "$@"; env');
    const { stdout } = await promisify(execFile)(sandbox('ffmpeg'), ['-a', 'two words', '$HOME'], { env });
    expect(stdout).toMatch(/^-a\|two words\|\$HOME\|/);
    expect(stdout).not.toContain('secret');
  });

  it.each([
    ['ffmpeg', '1200', String(640 * 2 ** 20)],
    ['ffprobe', '20', String(2 ** 20)],
  ])('limits what %s can use up', async (tool, cpuSeconds, fileBytes) => {
    const env = await pretend(tool, 'cat /proc/self/limits; grep NoNewPrivs /proc/self/status');
    const { stdout } = await promisify(execFile)(sandbox(tool), [], { env });
    expect(stdout).toMatch(new RegExp(`Max cpu time +${cpuSeconds} `));
    expect(stdout).toMatch(new RegExp(`Max file size +${fileBytes} `));
    expect(stdout).toMatch(/Max data size +805306368 /);
    expect(stdout).toMatch(/Max address space +2147483648 /);
    expect(stdout).toMatch(/NoNewPrivs:\s+1/);
  });

  it('gives a process less memory where it shares it with others, and does not tell ffmpeg', async () => {
    const env = await pretend('ffmpeg', 'printf "%s|" "$@"; cat /proc/self/limits');
    const { stdout } = await promisify(execFile)(sandbox('ffmpeg'), ['--memory-mib=384', '-a'], { env });
    expect(stdout).toMatch(/^-a\|/);
    expect(stdout).toMatch(/Max data size +402653184 /);
  });

  it('ends with the process that started it, even by kill -9', async () => {
    const mark = `600.${process.pid}`;
    const env = await pretend('ffmpeg', `exec sleep ${mark}`);
    const script = `require('child_process').spawn(${JSON.stringify(sandbox('ffmpeg'))}, { stdio: 'ignore' })`;
    const parent = spawn(process.execPath, ['-e', script], { env, stdio: 'ignore' });
    await eventually(async () => expect(await findProcesses(mark)).toHaveLength(1));
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    await eventually(async () => expect(await findProcesses(mark)).toEqual([]));
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findProgram } from '@vc/local/find-program.ts';
import { createTemporaryDirectory, removeDirectory } from '@vc/local/temporary-directory.ts';
import { expect, it, onTestFinished } from 'vitest';
import { findFfmpegs, listSpooled } from './machine.ts';

async function newFolder(): Promise<string> {
  const folder = await createTemporaryDirectory();
  onTestFinished(() => removeDirectory(folder));
  return folder;
}

/** A program by the name of ffmpeg that works on a file, and never ends. */
async function startPretender(file: string): Promise<number | undefined> {
  const bin = await newFolder();
  await symlink(findProgram('tail') ?? '', join(bin, 'ffmpeg'));
  await writeFile(file, '');
  const program = spawn(join(bin, 'ffmpeg'), ['-f', file], { stdio: 'ignore' });
  onTestFinished(async () => {
    const gone = once(program, 'exit');
    program.kill('SIGKILL');
    await gone;
  });
  await once(program, 'spawn');
  return program.pid;
}

it('finds an ffmpeg that works on a file of the folder, and no other', async () => {
  const folder = await newFolder();
  const mine = await startPretender(join(folder, 'video'));
  await startPretender(join(await newFolder(), 'video'));
  expect(await findFfmpegs(folder)).toEqual([`process ${mine} is an ffmpeg that nobody waits for`]);
});

it('finds what a converter has left in its folder, and folders of converters that are gone', async () => {
  const folder = await newFolder();
  const own = join(folder, `${process.pid}-1`);
  await mkdir(own);
  expect(await listSpooled(folder)).toEqual([]);
  await writeFile(join(own, 'job-1'), '');
  await mkdir(join(folder, '4194305-1')); // beyond the largest id that Linux gives
  expect((await listSpooled(folder)).sort()).toEqual([
    'folder 4194305-1 belongs to a converter that is gone',
    `job-1 was left in the folder of converter ${process.pid}`,
  ]);
});

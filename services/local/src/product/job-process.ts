import { appendFile } from 'node:fs/promises';
import { runCommand } from '../command.ts';
import { SetupError } from '../setup-error.ts';
import type { Variables } from './environment.ts';
import { PROGRAMS } from './programs.ts';

/** Runs a program of the product to its end, as a Kubernetes Job would, and returns what it printed. */
export async function runJob(
  name: keyof typeof PROGRAMS,
  variables: Variables,
  options: { args?: readonly string[]; input?: string | undefined; logFile: string },
): Promise<string> {
  const { code, stdout, stderr } = await runCommand(
    [process.execPath, PROGRAMS[name], ...(options.args ?? [])],
    {
      env: { PATH: process.env.PATH, ...variables },
      ...(options.input === undefined ? {} : { input: options.input }),
    },
  );
  await appendFile(options.logFile, stdout + stderr);
  if (code !== 0) throw new SetupError(`${name} ended with code ${code}; see ${options.logFile}.`);
  return stdout;
}

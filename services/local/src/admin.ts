import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { findRunning } from './product/installation.ts';
import { PROGRAMS } from './product/programs.ts';
import { exitWith } from './setup-error.ts';

// `npm run admin -- user add …`, `npm run admin -- blobs reconcile`: the admin commands, on the running stack.
const args = process.argv.slice(2);
const subject = args[0] === 'blobs' ? 'blobs' : 'user';
try {
  const { adminVariables } = await findRunning();
  const child = spawn(process.execPath, [PROGRAMS[`admin ${subject}`], ...args], {
    stdio: 'inherit',
    env: { ...process.env, ...adminVariables[subject] },
  });
  const [code] = await once(child, 'exit');
  process.exitCode = code ?? 1;
} catch (error) {
  exitWith(error);
}

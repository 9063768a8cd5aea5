import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { findRunning } from './product/installation.ts';
import { PROGRAMS } from './product/programs.ts';
import { exitWith } from './setup-error.ts';

// `npm run admin -- user add …`: the admin command of auth, on the database of the running stack.
try {
  const { authDatabaseUrl } = await findRunning();
  const child = spawn(process.execPath, [PROGRAMS.admin, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, DATABASE_URL: authDatabaseUrl },
  });
  const [code] = await once(child, 'exit');
  process.exitCode = code ?? 1;
} catch (error) {
  exitWith(error);
}

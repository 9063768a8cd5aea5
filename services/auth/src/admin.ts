import { openDatabase } from '@vc/kit/database.ts';
import { configOrExit } from '@vc/kit/lifecycle.ts';
import { createLogger } from '@vc/kit/logger.ts';
import { isOutage } from '@vc/kit/outage.ts';
import { type Invocation, parseInvocation, USAGE, UsageError } from './admin/arguments.ts';
import { type AdminDeps, AdminError } from './admin/command.ts';
import { readPasswordFrom } from './admin/password-input.ts';
import { addUser, listUsers, removeUser, resetPassword, resetTotp, setDisabled } from './admin/users.ts';
import { loadDatabaseConfig } from './config.ts';
import type { AuthDatabase } from './database.ts';
import { createPasswords } from './passwords.ts';

/** Exit codes of sysexits.h beside 0 and 1: a call not understood, and a database that is away. */
const EX_USAGE = 64;
const EX_UNAVAILABLE = 69;

function perform(deps: AdminDeps, invocation: Exclude<Invocation, { action: 'help' }>): Promise<void> {
  switch (invocation.action) {
    case 'list':
      return listUsers(deps);
    case 'add':
      return addUser(deps, invocation.email);
    case 'reset-password':
      return resetPassword(deps, invocation.email);
    case 'reset-totp':
      return resetTotp(deps, invocation.email);
    case 'disable':
      return setDisabled(deps, invocation.email, true);
    case 'enable':
      return setDisabled(deps, invocation.email, false);
    case 'delete':
      return removeUser(deps, invocation.email);
  }
}

async function main(): Promise<void> {
  const print = (line: string) => void process.stdout.write(`${line}\n`);
  const invocation = parseInvocation(process.argv.slice(2));
  if (invocation.action === 'help') return print(USAGE);
  const { DATABASE_URL } = configOrExit(() => loadDatabaseConfig());
  const readPassword = async () =>
    'passwordFromStdin' in invocation && invocation.passwordFromStdin
      ? readPasswordFrom(process.stdin)
      : undefined;
  const db = openDatabase<AuthDatabase>({
    url: DATABASE_URL,
    log: createLogger('auth-admin', 'silent'),
    poolSize: 1,
  });
  try {
    await perform({ db, passwords: createPasswords(), readPassword, print }, invocation);
  } finally {
    await db.destroy();
  }
}

/** One sentence for what an operator can mend; the stack for what only we can. */
function fail(error: unknown): void {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n\n${USAGE}\n`);
    process.exitCode = EX_USAGE;
  } else if (isOutage(error)) {
    process.stderr.write('The database does not answer: is DATABASE_URL right, and is it running?\n');
    process.exitCode = EX_UNAVAILABLE;
  } else {
    process.stderr.write(`${error instanceof AdminError ? error.message : (error as Error).stack}\n`);
    process.exitCode = 1;
  }
}

await main().catch(fail);

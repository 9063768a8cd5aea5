import { parseArgs } from 'node:util';

/** How to call the program; printed for `--help`, and after a call that is not understood. */
export const USAGE = `Manage the users of the video converter.

  admin user list
  admin user add <email> [--password-stdin]
  admin user reset-password <email> [--password-stdin]
  admin user reset-totp <email>
  admin user disable <email>
  admin user enable <email>
  admin user delete <email>

A password is generated and printed, unless --password-stdin reads one from standard input.
Resetting, disabling and deleting end all sessions of the user within a minute.
DATABASE_URL (or DATABASE_URL_FILE) names the database.`;

const ACTIONS = ['list', 'add', 'reset-password', 'reset-totp', 'disable', 'enable', 'delete'] as const;

/** What is asked for: help, the list, or one action on one user. */
export type Invocation =
  | { action: 'help' }
  | { action: 'list' }
  | { action: Exclude<(typeof ACTIONS)[number], 'list'>; email: string; passwordFromStdin: boolean };

/** The call is not understood; the message says what is wrong with it. */
export class UsageError extends Error {}

/** @throws {UsageError} */
export function parseInvocation(args: string[]): Invocation {
  const { values, positionals } = parse(args);
  const [subject, action, email, ...rest] = positionals;
  if (values.help || args.length === 0) return { action: 'help' };
  if (subject !== 'user') throw new UsageError(`"${subject ?? ''}" is nothing to manage: say "user".`);
  const known = ACTIONS.find(name => name === action);
  if (!known) throw new UsageError(`"${action ?? ''}" is nothing to do with a user.`);
  const passwordFromStdin = values['password-stdin'] ?? false;
  if (passwordFromStdin && known !== 'add' && known !== 'reset-password') {
    throw new UsageError(`"user ${known}" takes no password.`);
  }
  if (known === 'list') {
    if (email !== undefined) throw new UsageError('"user list" takes no e-mail address.');
    return { action: known };
  }
  if (email === undefined || rest.length > 0) {
    throw new UsageError(`"user ${known}" takes exactly one e-mail address.`);
  }
  return { action: known, email, passwordFromStdin };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: { help: { type: 'boolean', short: 'h' }, 'password-stdin': { type: 'boolean' } },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/**
 * Something about this machine, not about the program, is in the way: a port is taken, a package missing, the network
 * away. The message is one sentence that says what to do; mains print it alone, without a stack.
 */
export class SetupError extends Error {
  override readonly name = 'SetupError';
}

/** Ends the program as a main should: with the sentence alone for a {@link SetupError}, else with the whole error. */
export function exitWith(error: unknown): never {
  if (error instanceof SetupError) process.stderr.write(`${error.message}\n`);
  else console.error(error);
  process.exit(1);
}

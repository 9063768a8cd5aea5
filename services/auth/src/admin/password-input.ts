import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { NewPassword } from '@vc/contracts/primitives.ts';
import { Value } from 'typebox/value';
import { AdminError } from './command.ts';

/** A password of 120 random bits. */
export function generatePassword(): string {
  return randomBytes(15).toString('base64url');
}

/** Reads a password from a stream, without the line break that `echo` adds. @throws {AdminError} when it is none */
export async function readPasswordFrom(stream: NodeJS.ReadableStream): Promise<string> {
  const password = (await text(stream)).replace(/\r?\n$/, '');
  if (!Value.Check(NewPassword, password)) {
    throw new AdminError('A password has 8 to 256 characters.');
  }
  return password;
}

import { randomUUID } from 'node:crypto';

/** A mail address that nobody has yet: a scenario may be played again on the same cluster. */
export function newAddress(name: string): string {
  return `${name}.${randomUUID().slice(0, 8)}@example.org`;
}

import { setTimeout as sleep } from 'node:timers/promises';
import { SetupError } from './setup-error.ts';

const PAUSE_MS = 100;

/** Looks again and again. @throws {SetupError} when it has taken too long */
export async function waitUntil(what: string, isSo: () => Promise<boolean>, limitMs = 60_000): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new SetupError(`Waited ${limitMs / 1000} s until ${what}, in vain.`);
    await sleep(PAUSE_MS);
  }
}

import { availableParallelism } from 'node:os';
import { createPasswords } from '../../auth/src/passwords.ts';
import { repeatConcurrently } from './concurrency.ts';
import { seconds } from './measure.ts';

// What a login costs at least: a process that does nothing but check a password so many times, in the same thread pool and
// as many at once as auth. Prints the checks a second.
const checks = Number(process.argv[2]);
const passwords = createPasswords();
const hash = await passwords.hash('a password');
const atOnce = 2 * availableParallelism();
const took = await seconds(() =>
  repeatConcurrently(checks, atOnce, () => passwords.check(hash, 'a password')),
);
console.log(checks / took);

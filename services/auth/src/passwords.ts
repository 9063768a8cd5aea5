import { randomBytes } from 'node:crypto';
import { hash, parseOptions, verify } from '@node-rs/argon2';

/** What a hash costs: memory in KiB, passes, lanes. */
export type HashCost = { memoryCost: number; timeCost: number; parallelism: number };

/**
 * The second recommended option of RFC 9106 (section 4): 64 MiB, three passes; one lane, since a login gets one core.
 * About 70 ms of it.
 */
export const CURRENT_COST: HashCost = { memoryCost: 65_536, timeCost: 3, parallelism: 1 };

/** Argon2id hashing. Each call takes a core and the memory of its cost: callers bound how many run at a time. */
export type Passwords = {
  hash(password: string): Promise<string>;
  /** Whether the password belongs to the hash; for no hash (an unknown user) it does the same work and says no. */
  check(hash: string | undefined, password: string): Promise<boolean>;
  /** Whether a hash was made at another cost than today's. */
  isOutdated(hash: string): boolean;
};

/** Argon2id at the given cost. */
export function createPasswords(cost: HashCost = CURRENT_COST): Passwords {
  let dummyHash: Promise<string> | undefined;
  const hashPassword = (password: string | Buffer) => hash(password, cost); // argon2id is the library's default

  return {
    hash: hashPassword,
    async check(hashed, password) {
      dummyHash ??= hashPassword(randomBytes(32));
      const matches = await verify(hashed ?? (await dummyHash), password);
      return matches && hashed !== undefined;
    },
    isOutdated(hashed) {
      const { memoryCost, timeCost, parallelism } = parseOptions(hashed);
      return memoryCost !== cost.memoryCost || timeCost !== cost.timeCost || parallelism !== cost.parallelism;
    },
  };
}

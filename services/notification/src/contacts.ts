import type { Contact } from '@vc/contracts/auth-api.ts';
import { Problem } from '@vc/kit/problem.ts';
import type { ServiceClient } from '@vc/kit/service-client.ts';
import type { FindContact } from './ended-jobs.ts';

/** Asks `auth`, which alone knows addresses. */
export function createContactLookup(auth: ServiceClient): FindContact {
  return async userId => {
    try {
      return await auth.call<Contact>('GET', `/users/${userId}/contact`);
    } catch (error) {
      if (error instanceof Problem && error.status === 404) return undefined;
      throw error;
    }
  };
}

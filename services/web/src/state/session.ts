import { type ReadonlySignal, signal } from '@preact/signals';
import type { User } from '@vc/contracts/auth-api.ts';
import type { AccountApi, Credentials } from '../api/account.ts';
import { ApiError } from '../api/api-error.ts';

/** Who uses the page: `unknown` until the first answer, `unreachable` where there is none. */
export type Visitor = { kind: 'unknown' | 'signed-out' | 'unreachable' } | { kind: 'user'; user: User };

/** The session, as far as a page whose scripts cannot read the cookie may know it. */
export type Session = {
  visitor: ReadonlySignal<Visitor>;
  /** A sentence for the form that signs in, such as why one has to again. */
  notice: ReadonlySignal<string>;
  /** Asks who the cookie belongs to. */
  resume(): Promise<void>;
  signIn(credentials: Credentials): Promise<void>;
  register(account: { email: string; password: string }): Promise<void>;
  signOut(): Promise<void>;
  /** Whatever was asked for, the API said that nobody is signed in. */
  handleUnauthorized(): void;
  /** The page knows that the session is over. */
  end(notice: string): void;
};

/** @param beforeSignOut what must be done while the session still holds */
export function createSession(account: AccountApi, beforeSignOut: () => Promise<void>): Session {
  const visitor = signal<Visitor>({ kind: 'unknown' });
  const notice = signal('');

  async function resume(): Promise<void> {
    try {
      visitor.value = { kind: 'user', user: await account.readUser() };
      notice.value = '';
    } catch (error) {
      const isRefused = error instanceof ApiError && [401, 404].includes(error.status);
      if (visitor.value.kind !== 'user' || isRefused) {
        visitor.value = { kind: isRefused ? 'signed-out' : 'unreachable' };
      }
    }
  }

  async function signIn(credentials: Credentials): Promise<void> {
    await account.signIn(credentials);
    await resume();
  }

  function end(reason: string): void {
    notice.value = reason;
    visitor.value = { kind: 'signed-out' };
  }

  return {
    visitor,
    notice,
    resume,
    signIn,
    end,
    handleUnauthorized() {
      if (visitor.value.kind === 'user') end('Your session has ended: sign in again.');
    },
    async register(newAccount) {
      await account.register(newAccount);
      await signIn(newAccount);
    },
    async signOut() {
      await beforeSignOut().catch(() => {}); // no reason to keep somebody in
      await account.signOut();
      end('');
    },
  };
}

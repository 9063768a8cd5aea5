import type { RecoveryCodes, TotpEnrolment, User } from '@vc/contracts/auth-api.ts';
import type { Call } from './client.ts';

/** E-mail and password as typed; the code where two-factor is on. */
export type Credentials = { email: string; password: string; otp?: string };

/** Proof that the person at the keyboard is the user. */
export type Proof = { current: string; otp?: string };

/** The account's calls, by what they do. */
export type AccountApi = ReturnType<typeof createAccountApi>;

export function createAccountApi(call: Call) {
  return {
    signIn: ({ email, password, otp }: Credentials) =>
      call<{ expires_in: number }>('POST', '/session', {
        headers: {
          authorization: `Basic ${toBase64(`${email}:${password}`)}`,
          ...(otp ? { 'x-otp': otp } : {}),
        },
      }),
    /** Ends the session everywhere; the cookie goes with it. */
    signOut: () => call<void>('POST', '/logout'),
    /** Forgets the cookie alone. */
    forgetSession: () => call<void>('DELETE', '/session'),
    register: (account: { email: string; password: string }) =>
      call<{ confirmation: 'not-needed' | 'mailed' | 'not-mailed' }>('POST', '/register', { body: account }),
    readUser: () => call<User>('GET', '/me'),
    mailConfirmation: () => call<{ message: string }>('POST', '/me/confirmation'),
    changePassword: (change: Proof & { password: string }) =>
      call<void>('PUT', '/me/password', { body: change }),
    beginTwoFactor: (proof: Proof) => call<TotpEnrolment>('POST', '/me/totp', { body: proof }),
    confirmTwoFactor: (proof: Proof) => call<RecoveryCodes>('POST', '/me/totp/confirm', { body: proof }),
    endTwoFactor: (proof: Proof) => call<void>('DELETE', '/me/totp', { body: proof }),
  };
}

/** Base64 of UTF-8, since `btoa` knows bytes only. */
function toBase64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

import { Problem } from '@vc/kit/problem.ts';

const BAD_CREDENTIALS = 'bad-credentials';

/** 401: the one answer to an unknown user, a wrong password, a wrong code, and a disabled user. */
export function badCredentials(): Problem {
  return new Problem(401, BAD_CREDENTIALS, 'The e-mail address, the password or the code is wrong.');
}

/** Whether an error says that somebody guessed wrong. */
export function isBadCredentials(error: unknown): boolean {
  return error instanceof Problem && error.code === BAD_CREDENTIALS;
}

/** 401: the password is right, but two-factor authentication is on and no code came with it. */
export function otpRequired(): Problem {
  return new Problem(401, 'otp-required', 'Two-factor authentication is on: send a code as well (X-OTP).');
}

/** 404: no user has this id. */
export function noSuchUser(): Problem {
  return new Problem(404, 'not-found', 'There is no such user.');
}

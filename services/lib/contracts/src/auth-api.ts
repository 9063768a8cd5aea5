import { type Static, Type } from 'typebox';
import { CurrentPassword, Email, NewPassword, OneTimeCode, Timestamp, Uuid } from './primitives.ts';

// The internal API of `auth`. Every call but the key set carries the caller's service token.
//
//   POST   /tokens                        Credentials            -> 200 AccessToken | 401 | 429
//   POST   /users                         Registration           -> 201 RegisteredUser | 403 | 409 | 429
//   POST   /confirmations                 ConfirmationToken      -> 204 | 404
//   GET    /users/:id                                            -> 200 User | 404
//   PUT    /users/:id/password            PasswordChange         -> 204 | 401 | 429
//   POST   /users/:id/confirmation                               -> 200 IssuedConfirmation | 409
//   POST   /users/:id/totp                Reauthentication       -> 200 TotpEnrolment | 401 | 409 | 429
//   POST   /users/:id/totp/confirm        Reauthentication       -> 200 RecoveryCodes | 401 | 409 | 422 | 429
//   DELETE /users/:id/totp                Reauthentication       -> 204 | 401 | 409 | 429
//   GET    /users/:id/contact                                    -> 200 Contact | 404
//   POST   /revocations                   RevokedToken           -> 204
//   GET    /revocations                                          -> 200 Revocations
//   GET    /jwks.json                                            -> 200 JsonWebKeySet (public)

/** The network address of the person behind a call, as the gateway saw it: what throttling counts. */
const Address = Type.String({ minLength: 1, maxLength: 64 });

export const Credentials = Type.Object({
  email: Type.String({ maxLength: 254 }),
  password: CurrentPassword,
  otp: Type.Optional(OneTimeCode),
  address: Address,
});
export type Credentials = Static<typeof Credentials>;

/** `expires_in` in seconds. */
export const AccessToken = Type.Object({
  access_token: Type.String(),
  token_type: Type.Literal('Bearer'),
  expires_in: Type.Integer(),
});
export type AccessToken = Static<typeof AccessToken>;

export const Registration = Type.Object({ email: Email, password: NewPassword, address: Address });
export type Registration = Static<typeof Registration>;

/** `confirmation` is the secret of the mailed link, absent where addresses need no confirmation. */
export const RegisteredUser = Type.Object({
  id: Uuid,
  email: Email,
  confirmation: Type.Optional(Type.String()),
});
export type RegisteredUser = Static<typeof RegisteredUser>;

export const ConfirmationToken = Type.Object({ token: Type.String({ minLength: 1, maxLength: 128 }) });
export type ConfirmationToken = Static<typeof ConfirmationToken>;

/** A fresh link secret for an address that is not confirmed yet; earlier ones stop working. */
export const IssuedConfirmation = Type.Object({ email: Email, confirmation: Type.String() });
export type IssuedConfirmation = Static<typeof IssuedConfirmation>;

export const User = Type.Object(
  {
    id: Uuid,
    email: Type.String(),
    confirmed: Type.Boolean({ description: 'Whether mail may go to the address.' }),
    totp: Type.Boolean({ description: 'Whether two-factor authentication is on.' }),
    createdAt: Timestamp,
  },
  { $id: 'User' },
);
export type User = Static<typeof User>;

/** Proof that the person at the keyboard is the user: the current password, and a code where two-factor is on. */
export const Reauthentication = Type.Object({
  current: CurrentPassword,
  otp: Type.Optional(OneTimeCode),
  address: Address,
});
export type Reauthentication = Static<typeof Reauthentication>;

export const PasswordChange = Type.Object({
  current: CurrentPassword,
  otp: Type.Optional(OneTimeCode),
  password: NewPassword,
  address: Address,
});
export type PasswordChange = Static<typeof PasswordChange>;

/** `secret` in base32, `uri` as authenticators read it from a QR code. */
export const TotpEnrolment = Type.Object({ secret: Type.String(), uri: Type.String() });
export type TotpEnrolment = Static<typeof TotpEnrolment>;

/** Shown once; each works once in the place of a code. */
export const RecoveryCodes = Type.Object({ recovery_codes: Type.Array(Type.String()) });
export type RecoveryCodes = Static<typeof RecoveryCodes>;

/** Where a user is reached; `confirmed` is false while mail must not go to the address. */
export const Contact = Type.Object({ email: Email, confirmed: Type.Boolean() });
export type Contact = Static<typeof Contact>;

/** A token given up before its time (`exp`, seconds since 1970). */
export const RevokedToken = Type.Object({ jti: Uuid, exp: Type.Integer() });
export type RevokedToken = Static<typeof RevokedToken>;

/** Everything revoked and not yet expired: single tokens, and the least acceptable `ver` per user. */
export const Revocations = Type.Object({
  tokens: Type.Array(RevokedToken),
  users: Type.Array(Type.Object({ sub: Uuid, ver: Type.Integer() })),
});
export type Revocations = Static<typeof Revocations>;

/** The public signing keys (RFC 7517, RFC 8037): Ed25519 only. */
export const JsonWebKeySet = Type.Object({
  keys: Type.Array(
    Type.Object({
      kty: Type.Literal('OKP'),
      crv: Type.Literal('Ed25519'),
      x: Type.String(),
      kid: Type.String(),
      use: Type.Literal('sig'),
      alg: Type.Literal('EdDSA'),
    }),
  ),
});
export type JsonWebKeySet = Static<typeof JsonWebKeySet>;

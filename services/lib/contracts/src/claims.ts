import { type Static, Type } from 'typebox';
import { Uuid } from './primitives.ts';

/** What the tokens of `auth` are issued by and for; both are checked with the signature. */
export const TOKEN_ISSUER = 'video-converter/auth';
export const TOKEN_AUDIENCE = 'video-converter';

/** The claims of an access token, all required. `exp` and `iat` in seconds since 1970; `ver` is the user's token version. */
export const Claims = Type.Object({
  iss: Type.Literal(TOKEN_ISSUER),
  aud: Type.Literal(TOKEN_AUDIENCE),
  sub: Uuid,
  exp: Type.Integer(),
  iat: Type.Integer(),
  jti: Uuid,
  ver: Type.Integer({ minimum: 0 }),
});
export type Claims = Static<typeof Claims>;

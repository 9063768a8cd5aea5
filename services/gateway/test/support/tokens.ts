import { createHmac, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import type { JsonWebKeySet } from '@vc/contracts/auth-api.ts';
import { TOKEN_AUDIENCE, TOKEN_ISSUER } from '@vc/contracts/claims.ts';

type PublicKey = JsonWebKeySet['keys'][number];

/** A key as auth signs with it. */
export type SigningKey = { kid: string; privateKey: KeyObject; publicKey: KeyObject; jwk: PublicKey };

/** A fresh Ed25519 key. */
export function createSigningKey(kid: string = randomUUID()): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const { x = '' } = publicKey.export({ format: 'jwk' });
  return {
    kid,
    privateKey,
    publicKey,
    jwk: { kty: 'OKP', crv: 'Ed25519', x, kid, use: 'sig', alg: 'EdDSA' },
  };
}

/** The claims of a good token of a user; what a test gives as undefined is left out. */
export function createClaims(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1000);
  return {
    iss: TOKEN_ISSUER,
    aud: TOKEN_AUDIENCE,
    sub: randomUUID(),
    iat: now,
    exp: now + 3600,
    jti: randomUUID(),
    ver: 1,
    ...overrides,
  };
}

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');

/** A token, signed with the key; a test may say another header. */
export function signToken(
  key: SigningKey,
  claims: Record<string, unknown> = createClaims(),
  header: Record<string, unknown> = { alg: 'EdDSA', kid: key.kid, typ: 'JWT' },
): string {
  const content = `${encode(header)}.${encode(claims)}`;
  return `${content}.${sign(null, Buffer.from(content), key.privateKey).toString('base64url')}`;
}

/** A forgery: the public key, which everybody has, taken for the secret of an HMAC. */
export function signWithPublicKey(key: SigningKey): string {
  const content = `${encode({ alg: 'HS256', kid: key.kid, typ: 'JWT' })}.${encode(createClaims())}`;
  const secret = key.publicKey.export({ type: 'spki', format: 'pem' });
  return `${content}.${createHmac('sha256', secret).update(content).digest('base64url')}`;
}

/** A forgery that is not signed at all. */
export const unsignedToken = (key: SigningKey) =>
  `${encode({ alg: 'none', kid: key.kid, typ: 'JWT' })}.${encode(createClaims())}.`;

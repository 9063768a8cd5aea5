import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import type { JsonWebKeySet } from '@vc/contracts/auth-api.ts';

/** One Ed25519 key pair; `kid` is the RFC 7638 thumbprint, so that a key has the same id wherever it is computed. */
export type SigningKey = { kid: string; x: string; privatePem: string; publicPem: string };

const PEM_BLOCK = /-----BEGIN PRIVATE KEY-----[\s\S]+?-----END PRIVATE KEY-----/g;

/**
 * Reads the private keys out of concatenated PKCS#8 PEM blocks; the first is the one that signs.
 *
 * @throws where there is none, or one is not Ed25519
 */
export function parseSigningKeys(pem: string): [SigningKey, ...SigningKey[]] {
  const [first, ...others] = (pem.match(PEM_BLOCK) ?? []).map(parseSigningKey);
  if (!first) throw new Error('it holds no "-----BEGIN PRIVATE KEY-----" block (PKCS#8 PEM)');
  return [first, ...others];
}

function parseSigningKey(block: string): SigningKey {
  const privateKey = createPrivateKey(block);
  if (privateKey.asymmetricKeyType !== 'ed25519') {
    throw new Error(`a key is ${privateKey.asymmetricKeyType}, not ed25519`);
  }
  const publicKey = createPublicKey(block);
  const { x } = publicKey.export({ format: 'jwk' }) as { x: string };
  return {
    kid: thumbprint(x),
    x,
    privatePem: block,
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

/** RFC 7638, section 3: SHA-256 over the required members in lexical order; RFC 8037 names them for OKP keys. */
function thumbprint(x: string): string {
  return createHash('sha256')
    .update(JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x }))
    .digest('base64url');
}

/** The public halves, as verifiers fetch them. */
export function toKeySet(keys: Pick<SigningKey, 'kid' | 'x'>[]): JsonWebKeySet {
  return {
    keys: keys.map(({ kid, x }) => ({ kty: 'OKP', crv: 'Ed25519', x, kid, use: 'sig', alg: 'EdDSA' })),
  };
}

import { randomUUID } from 'node:crypto';
import {
  createClaims,
  createSigningKey,
  type SigningKey,
  signToken,
  signWithPublicKey,
  unsignedToken,
} from '../../../../gateway/test/support/tokens.ts';

/** A value of `Authorization`, or undefined for none, that must let nobody in. */
export type Forgery = { name: string; authorization: string | undefined };

const HOUR = 3_600;

/**
 * Every way to be nobody.
 *
 * @param key that auth really signs with: claims are judged also where the signature is right
 * @param sub of a real user
 */
export function forge(key: SigningKey, sub: string): Forgery[] {
  const stranger = createSigningKey();
  const now = Math.floor(Date.now() / 1_000);
  const header = (more: object) => ({ alg: 'EdDSA', kid: key.kid, typ: 'JWT', ...more });
  const signed = (claims: Record<string, unknown>) => signToken(key, createClaims({ sub, ...claims }));
  const byStranger = (more: object) => signToken(stranger, createClaims({ sub }), header(more));
  const good = signed({});
  const [head = '', body = '', signature = ''] = good.split('.');

  const tokens: Record<string, string> = {
    'HS256 with the public key': signWithPublicKey(key),
    'alg none': unsignedToken(key),
    'alg None, with a signature': signToken(key, createClaims({ sub }), header({ alg: 'None' })),
    'alg RS256, with an EdDSA signature': signToken(key, createClaims({ sub }), header({ alg: 'RS256' })),
    'no alg': signToken(key, createClaims({ sub }), header({ alg: undefined })),
    'the key of a stranger, under the real kid': byStranger({}),
    'an unknown kid': signToken(stranger, createClaims({ sub })),
    'no kid': byStranger({ kid: undefined }),
    'a kid that is a path': byStranger({ kid: '../../../../dev/null' }),
    'a kid that is an object': byStranger({ kid: { $ne: '' } }),
    'a kid called __proto__': byStranger({ kid: '__proto__' }),
    'jku of a stranger': byStranger({ jku: 'https://127.0.0.1/jwks.json' }),
    'x5u of a stranger': byStranger({ x5u: 'https://127.0.0.1/key.pem' }),
    'jwk of a stranger': byStranger({ jwk: stranger.jwk }),
    'jwk of a stranger, and no kid': byStranger({ kid: undefined, jwk: stranger.jwk }),
    'no signature': `${head}.${body}.`,
    'half a signature': `${head}.${body}.${signature.slice(0, 40)}`,
    'another body': `${head}.${Buffer.from(JSON.stringify(createClaims({ sub: randomUUID() }))).toString('base64url')}.${signature}`,
    'two parts': `${head}.${body}`,
    'four parts': `${good}.${signature}`,
    'no JSON': `${head}.${Buffer.from('{').toString('base64url')}.${signature}`,
    'an array of claims': signToken(key, [] as never),
    expired: signed({ iat: now - 2 * HOUR, exp: now - HOUR }),
    'expired a second ago': signed({ exp: now - 1 }),
    'not yet valid': signed({ nbf: now + HOUR }),
    'issued in the future': signed({ iat: now + HOUR, nbf: now + HOUR, exp: now + 2 * HOUR }),
    'the issuer of others': signed({ iss: 'https://issuer.example' }),
    'the audience of others': signed({ aud: 'others' }),
  };
  for (const claim of ['iss', 'aud', 'sub', 'exp', 'iat', 'jti', 'ver']) {
    tokens[`no ${claim}`] = signed({ [claim]: undefined });
    tokens[`${claim} null`] = signed({ [claim]: null });
    tokens[`${claim} an object`] = signed({ [claim]: { $ne: '' } });
    tokens[`${claim} an array`] = signed({ [claim]: [sub] });
    tokens[`${claim} true`] = signed({ [claim]: true });
  }
  for (const claim of ['sub', 'jti']) {
    tokens[`${claim} a number`] = signed({ [claim]: 1 });
    tokens[`${claim} no UUID`] = signed({ [claim]: 'admin' });
    tokens[`${claim} with a NUL`] = signed({ [claim]: `${sub.slice(0, 35)}\0` });
  }
  for (const claim of ['exp', 'iat', 'ver'])
    tokens[`${claim} text`] = signed({ [claim]: String(now + HOUR) });
  tokens['ver negative'] = signed({ ver: -1 });
  tokens['ver a fraction'] = signed({ ver: 0.5 });

  return [
    { name: 'no header', authorization: undefined },
    { name: 'an empty header', authorization: '' },
    { name: 'Bearer alone', authorization: 'Bearer' },
    { name: 'another scheme', authorization: `Token ${good}` },
    { name: 'Basic', authorization: `Basic ${Buffer.from('a:b').toString('base64')}` },
    { name: 'no scheme', authorization: good },
    { name: '10 kB of nothing', authorization: `Bearer ${'x'.repeat(10_000)}` },
    ...Object.entries(tokens).map(([name, token]) => ({ name, authorization: `Bearer ${token}` })),
  ];
}

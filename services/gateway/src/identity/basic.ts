import { Problem } from '@vc/kit/problem.ts';

/** E-mail and password from an `Authorization: Basic` header. */
export type BasicCredentials = { email: string; password: string };

/**
 * Reads HTTP Basic credentials (RFC 7617, UTF-8).
 *
 * @throws {Problem} 401 when the header is absent or malformed, with the challenge of the given scheme
 */
export function readBasic(header: string | undefined, challenge: string): BasicCredentials {
  const encoded = /^Basic ([A-Za-z0-9+/_-]+={0,2})$/i.exec(header ?? '')?.[1];
  const decoded = encoded ? Buffer.from(encoded, 'base64').toString('utf8') : '';
  const colon = decoded.indexOf(':');
  if (colon < 1) {
    throw new Problem(
      401,
      'credentials-missing',
      'Send your e-mail and password by HTTP Basic: curl -u <email>:<password>.',
      {
        headers: { 'www-authenticate': challenge },
      },
    );
  }
  return { email: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
}

import type { CookieSerializeOptions } from '@fastify/cookie';
import { isSecure } from '../security-headers.ts';

/** The page's cookie: its name and how it is set. */
export type SessionCookie = { name: string; options: CookieSerializeOptions };

/** Under TLS the `__Host-` prefix makes browsers refuse the cookie from any other host or path (RFC 6265bis). */
export function sessionCookie(publicUrl: string): SessionCookie {
  const secure = isSecure(publicUrl);
  return {
    name: secure ? '__Host-session' : 'session',
    options: { httpOnly: true, sameSite: 'strict', path: '/', secure },
  };
}

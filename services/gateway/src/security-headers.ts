import type { FastifyHelmetOptions } from '@fastify/helmet';

/** Whether a browser may be told to come back by TLS only: not where the operator serves plain HTTP, there it would find nothing. */
export const isSecure = (publicUrl: string) => publicUrl.startsWith('https:');

/** Helmet's defaults, less what breaks a page that is served without TLS. */
export function securityHeaders(publicUrl: string): FastifyHelmetOptions {
  if (isSecure(publicUrl)) return {};
  return {
    contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } },
    strictTransportSecurity: false,
  };
}

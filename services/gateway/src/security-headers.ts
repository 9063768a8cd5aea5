import type { FastifyHelmetOptions } from '@fastify/helmet';

/** Whether a browser may be told to come back by TLS only: not where the operator serves plain HTTP, there it would find nothing. */
export const isSecure = (publicUrl: string) => publicUrl.startsWith('https:');

/**
 * What an answer of ours may load, should a browser show it: nothing but what the page needs, all of it from here. No inline
 * script or style, so that text which gets into the page by mistake stays text.
 */
const CONTENT_SECURITY_POLICY = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'", 'data:'], // the icons that pico.css draws on form controls
  'connect-src': ["'self'"],
  'media-src': ["'self'"],
  'manifest-src': ["'self'"],
  'worker-src': ["'self'"],
  'form-action': ["'self'"],
  'base-uri': ["'none'"],
  'frame-ancestors': ["'none'"],
};

/** Helmet's headers with our policy, less what breaks a page that is served without TLS. */
export function securityHeaders(publicUrl: string): FastifyHelmetOptions {
  const contentSecurityPolicy = { useDefaults: false, directives: CONTENT_SECURITY_POLICY };
  if (!isSecure(publicUrl)) return { contentSecurityPolicy, strictTransportSecurity: false };
  const directives = { ...CONTENT_SECURITY_POLICY, 'upgrade-insecure-requests': [] };
  return { contentSecurityPolicy: { useDefaults: false, directives } };
}

import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import rateLimit from '@fastify/rate-limit';
import type { Logger } from '@vc/kit/logger.ts';
import { tooMany } from '@vc/kit/problem.ts';
import { createServer, type Server } from '@vc/kit/server.ts';
import type { AuthClient } from './identity/auth-client.ts';
import { challengeWhen401, createAuthenticate, registerTokens } from './identity/authenticate.ts';
import type { KeyRing } from './identity/key-ring.ts';
import { sessionCookie } from './identity/session-cookie.ts';
import type { NotificationClient } from './notification-client.ts';
import { registerOpenApi } from './openapi.ts';
import { accountRoutes } from './routes/account.ts';
import { type DownloadDeps, downloadRoute } from './routes/download.ts';
import { eventRoute } from './routes/events.ts';
import { type JobDeps, jobRoutes } from './routes/jobs.ts';
import { loginRoutes } from './routes/login.ts';
import { meRoutes } from './routes/me.ts';
import { notificationRoutes } from './routes/notifications.ts';
import { createLeadToPage, pageRoutes } from './routes/page.ts';
import { type UploadDeps, uploadRoute } from './routes/upload.ts';
import { securityHeaders } from './security-headers.ts';

/** Everything that the gateway's routes need of the world. */
export type GatewayDeps = {
  log: Logger;
  publicUrl: string;
  /** Addresses or networks whose `X-Forwarded-For` is believed; none by default. */
  trustedProxies: string;
  /** Where the built page lies; without it, there is none. */
  pageDirectory?: string | undefined;
  auth: AuthClient;
  notification: NotificationClient;
  keyRing: KeyRing;
  upload: UploadDeps;
  download: DownloadDeps;
  jobs: JobDeps;
  events: Omit<Parameters<typeof eventRoute>[1], 'keyRing'>;
};

/** Requests a second that one user, or one address without a token, may send to one replica. */
const REQUESTS_PER_SECOND = 100;

/** A connection on which not a byte moves for so long is cut, whatever it waits for (an event stream has its heartbeat). */
const SILENT_CONNECTION_MS = 120_000;

/** The public API, as a function of what it needs: nothing is opened here. */
export async function buildApp(deps: GatewayDeps): Promise<Server> {
  const app = createServer(deps.log, {
    trustProxy: deps.trustedProxies || false,
    connectionTimeout: SILENT_CONNECTION_MS,
  });
  const page = sessionCookie(deps.publicUrl);
  const identity = { keyRing: deps.keyRing, publicUrl: deps.publicUrl, cookieName: page.name };

  await app.register(helmet, securityHeaders(deps.publicUrl));
  await app.register(cookie);
  await app.register(multipart, { throwFileSizeLimit: false }); // receiveVideo sees that a file was cut
  await app.register(rateLimit, {
    max: REQUESTS_PER_SECOND,
    timeWindow: 1_000,
    hook: 'preHandler', // only then is it known who asks
    keyGenerator: request => request.user?.sub ?? request.ip,
    errorResponseBuilder: () => tooMany('too-many-requests', 'That is too fast: slow down.', 1),
  });
  await registerTokens(app, identity);
  await registerOpenApi(app, page.name, deps.publicUrl);

  await app.register(async (anyone: Server) => {
    loginRoutes(anyone, { auth: deps.auth, cookie: page, publicUrl: deps.publicUrl });
    accountRoutes(anyone, deps);
    if (deps.pageDirectory) await pageRoutes(anyone, deps.pageDirectory);
  });
  await app.register(async (user: Server) => {
    if (deps.pageDirectory) user.addHook('onRequest', createLeadToPage(page.name));
    user.addHook('onRequest', createAuthenticate(identity));
    user.addHook('onSend', challengeWhen401);
    uploadRoute(user, deps.upload);
    downloadRoute(user, deps.download);
    jobRoutes(user, deps.jobs);
    eventRoute(user, { ...deps.events, keyRing: deps.keyRing });
    meRoutes(user, { ...deps, cookie: page });
    notificationRoutes(user, deps);
  });
  return app;
}

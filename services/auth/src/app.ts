import type { Logger } from '@vc/kit/logger.ts';
import { createServer, type Server } from '@vc/kit/server.ts';
import { requireCaller } from '@vc/kit/service-token.ts';
import { confirmationRoutes } from './routes/confirmations.ts';
import { contactRoutes } from './routes/contact.ts';
import { keySetRoutes } from './routes/key-set.ts';
import { passwordRoutes } from './routes/password.ts';
import { type RegistrationDeps, registrationRoutes } from './routes/registration.ts';
import { revocationRoutes } from './routes/revocations.ts';
import { type TokenDeps, tokenRoutes } from './routes/tokens.ts';
import { totpRoutes } from './routes/totp.ts';
import { userRoutes } from './routes/user.ts';
import type { SigningKey } from './signing-keys.ts';

/** What the application is made of; the first signing key signs, all are published. */
export type AppDeps = Omit<TokenDeps, 'signingKey'> &
  RegistrationDeps & {
    log: Logger;
    signingKeys: [SigningKey, ...SigningKey[]];
    callers: { gateway: string; notification: string };
  };

/** The internal API of `auth`: each caller reaches its own part, with its own service token. */
export function buildApp(deps: AppDeps): Server {
  const { log, signingKeys, callers } = deps;
  const server = createServer(log);

  server.register(keySetRoutes, { deps });

  server.register(async gatewayApi => {
    gatewayApi.addHook('onRequest', requireCaller({ gateway: callers.gateway }));
    gatewayApi.register(tokenRoutes, { deps: { ...deps, signingKey: signingKeys[0] } });
    gatewayApi.register(registrationRoutes, { deps });
    gatewayApi.register(confirmationRoutes, { deps });
    gatewayApi.register(userRoutes, { deps });
    gatewayApi.register(passwordRoutes, { deps });
    gatewayApi.register(totpRoutes, { deps });
    gatewayApi.register(revocationRoutes, { deps });
  });

  server.register(async notificationApi => {
    notificationApi.addHook('onRequest', requireCaller({ notification: callers.notification }));
    notificationApi.register(contactRoutes, { deps });
  });

  return server;
}

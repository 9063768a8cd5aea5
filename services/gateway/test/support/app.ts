import type { JobRow } from '@vc/jobs/schema.ts';
import { createLogger } from '@vc/kit/logger.ts';
import { Problem } from '@vc/kit/problem.ts';
import type { Server } from '@vc/kit/server.ts';
import { buildApp, type GatewayDeps } from '../../src/app.ts';
import { createHub } from '../../src/events/hub.ts';
import type { AuthClient } from '../../src/identity/auth-client.ts';
import type { NotificationClient } from '../../src/notification-client.ts';
import { createSigningKey, type SigningKey } from './tokens.ts';

export const log = createLogger('gateway-test', 'silent');

const unexpected = async (): Promise<never> => {
  throw new Error('this test does not expect this call');
};

/** An `auth` that answers nothing but what a test says. */
export const noAuth: AuthClient = {
  login: unexpected,
  register: unexpected,
  confirmAddress: unexpected,
  findUser: unexpected,
  issueConfirmation: unexpected,
  changePassword: unexpected,
  enrolTotp: unexpected,
  confirmTotp: unexpected,
  disableTotp: unexpected,
  revoke: unexpected,
  fetchRevocations: unexpected,
  fetchKeys: unexpected,
};

/** A `notification` that answers nothing but what a test says. */
export const noNotification: NotificationClient = {
  readPreferences: unexpected,
  updatePreferences: unexpected,
  subscribePush: unexpected,
  unsubscribePush: unexpected,
  sendConfirmation: unexpected,
};

const noUpload: GatewayDeps['upload'] = {
  newFileId: () => '0'.repeat(24),
  writeVideo() {
    throw new Error('this test does not expect an upload');
  },
  beginUpload: unexpected,
  renewUpload: unexpected,
  acceptUpload: unexpected,
  abandonUpload: unexpected,
  publishHint: unexpected,
  readJob: unexpected,
  maxBytes: 1_000_000,
  uploadsAtOnce: 10,
  idleMs: 30_000,
};

/** Keys of one `auth`, with nothing revoked. */
export function keyRingOf(...keys: SigningKey[]): GatewayDeps['keyRing'] {
  const pems = new Map(
    keys.map(key => [key.kid, key.publicKey.export({ type: 'spki', format: 'pem' }).toString()]),
  );
  return {
    publicKey: async kid => pems.get(kid),
    isRevoked: () => false,
    revoke: () => {},
    isReady: () => true,
    close: async () => {},
  };
}

/** The gateway over object literals: a test gives what it is about. */
export async function buildTestApp(overrides: Partial<GatewayDeps> = {}): Promise<Server> {
  const app = await buildApp({
    log,
    publicUrl: 'http://video.test',
    trustedProxies: '',
    auth: noAuth,
    notification: noNotification,
    keyRing: keyRingOf(createSigningKey()),
    upload: noUpload,
    download: {
      findJob: async (): Promise<JobRow | undefined> => undefined,
      hasMp3: async () => false,
      readMp3() {
        throw new Error('this test does not expect a download');
      },
    },
    jobs: {
      findJob: async () => undefined,
      listJobs: async () => [],
      cancelJob: async () => 'not-found',
      deleteJob: async () => false,
      retryJob: async () => 'not-found',
      publishHint: async () => {},
      readJobs: async () => [],
    },
    events: {
      hub: createHub(),
      listChanges: async () => [],
      readJobs: async () => [],
      readClock: async () => new Date(),
    },
    ...overrides,
  });
  return app;
}

/** What `auth` answers to a wrong password. */
export const badCredentials = () => new Problem(401, 'bad-credentials', 'E-mail or password is wrong.');

import type { Role } from '../provision.ts';
import type { ServiceName } from './programs.ts';
import type { Secrets } from './secrets.ts';

/** The ports of one service on the loopback address. */
export interface Ports {
  http: number;
  admin: number;
}

/** Where everything is that the services need. */
export interface Surroundings {
  secrets: Secrets;
  databaseUrls: Record<Role, string>;
  mongodbUrls: Record<'gateway' | 'converter', string>;
  /** AMQP URL of the administrator. */
  rabbitmqUrl: string;
  rabbitmqApiUrl: string;
  smtpUrl: string;
  ports: Record<ServiceName, Ports>;
  /** Where the converter spools. */
  tempDirectory: string;
  /** The page as it was built, if it was. */
  pageDirectory?: string | undefined;
}

/** Variables of one process. */
export type Variables = Record<string, string>;

/**
 * The gateway's buffers die young; a small young generation (MiB) frees them without a look at the whole heap. The image
 * sets the same; `services/gateway/README.md` has the figures.
 */
export const GATEWAY_NODE_OPTIONS = '--max-semi-space-size=2';

/** What each service is told, as a chart would tell it in the cluster. */
export function serviceEnvironments(around: Surroundings): Record<ServiceName, Variables> {
  const { secrets, databaseUrls, mongodbUrls, ports } = around;
  const brokerUrl = (user: keyof Secrets['broker']) => asUser(around.rabbitmqUrl, user, secrets.broker[user]);
  const common = ({ http, admin }: Ports) => ({
    HOST: '127.0.0.1',
    PORT: String(http),
    ADMIN_PORT: String(admin),
  });
  const publicUrl = `http://localhost:${ports.gateway.http}`;
  return {
    auth: {
      ...common(ports.auth),
      DATABASE_URL: databaseUrls.auth,
      JWT_KEYS: secrets.jwtKeys,
      TOTP_KEY: secrets.totpKey,
      GATEWAY_TOKEN: secrets.gatewayToAuth,
      NOTIFICATION_TOKEN: secrets.notificationToAuth,
      REGISTRATION: 'true',
      CONFIRM_ADDRESSES: 'false',
    },
    gateway: {
      ...common(ports.gateway),
      NODE_OPTIONS: GATEWAY_NODE_OPTIONS,
      DATABASE_URL: databaseUrls.gateway,
      MONGODB_URL: mongodbUrls.gateway,
      RABBITMQ_URL: brokerUrl('gateway'),
      AUTH_URL: `http://127.0.0.1:${ports.auth.http}`,
      AUTH_TOKEN: secrets.gatewayToAuth,
      NOTIFICATION_URL: `http://127.0.0.1:${ports.notification.http}`,
      NOTIFICATION_TOKEN: secrets.gatewayToNotification,
      PUBLIC_URL: publicUrl,
      ...(around.pageDirectory ? { PAGE_DIR: around.pageDirectory } : {}),
    },
    converter: {
      ...common(ports.converter),
      DATABASE_URL: databaseUrls.converter,
      MONGODB_URL: mongodbUrls.converter,
      RABBITMQ_URL: brokerUrl('converter'),
      TEMP_DIR: around.tempDirectory,
    },
    notification: {
      ...common(ports.notification),
      DATABASE_URL: databaseUrls.notification,
      RABBITMQ_URL: brokerUrl('notification'),
      AUTH_URL: `http://127.0.0.1:${ports.auth.http}`,
      AUTH_TOKEN: secrets.notificationToAuth,
      GATEWAY_TOKEN: secrets.gatewayToNotification,
      SMTP_URL: around.smtpUrl,
      MAIL_FROM: 'Video Converter <mp3@video-converter.example>',
      PUBLIC_URL: publicUrl,
      VAPID_PUBLIC_KEY: secrets.vapid.publicKey,
      VAPID_PRIVATE_KEY: secrets.vapid.privateKey,
      VAPID_SUBJECT: 'mailto:operator@video-converter.example',
      SECRETS_KEY: secrets.secretsKey,
    },
  };
}

/** What `queue-init` is told. */
export function queueInitEnvironment({ secrets, rabbitmqUrl, rabbitmqApiUrl }: Surroundings): Variables {
  return {
    RABBITMQ_URL: rabbitmqUrl,
    RABBITMQ_API_URL: rabbitmqApiUrl,
    GATEWAY_PASSWORD: secrets.broker.gateway,
    CONVERTER_PASSWORD: secrets.broker.converter,
    NOTIFICATION_PASSWORD: secrets.broker.notification,
  };
}

/** The same broker and virtual host, for another user. */
function asUser(adminUrl: string, user: string, password: string): string {
  const url = new URL(adminUrl);
  url.username = user;
  url.password = password;
  return url.href;
}

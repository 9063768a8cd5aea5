import { fileURLToPath } from 'node:url';

/** The services that run for as long as the product does. */
export const SERVICES = ['auth', 'gateway', 'converter', 'notification'] as const;
export type ServiceName = (typeof SERVICES)[number];

/** The programs of the product, as the cluster runs them too. */
export const PROGRAMS = {
  'queue-init': program('queue-init/src/main.ts'),
  'migrate auth': program('auth/src/migrate.ts'),
  'migrate jobs': program('lib/jobs/src/migrate.ts'),
  'migrate notification': program('notification/src/migrate.ts'),
  'admin user': program('auth/src/admin.ts'),
  'admin blobs': program('gateway/src/admin.ts'),
  auth: program('auth/src/main.ts'),
  gateway: program('gateway/src/main.ts'),
  converter: program('converter/src/main.ts'),
  notification: program('notification/src/main.ts'),
} as const satisfies Record<ServiceName | string, string>;

function program(path: string): string {
  return fileURLToPath(new URL(`../../../${path}`, import.meta.url));
}

import { join } from 'node:path';
import { freePort } from '@vc/local/native/free-port.ts';
import type { Variables } from '@vc/local/product/environment.ts';
import { createServiceProcess, type ServiceProcess } from '@vc/local/product/service-process.ts';

/** One more process of a service; disposing of it ends it in order, so that it leaves nothing behind. */
export interface Replica extends ServiceProcess, AsyncDisposable {}

/** Starts one more process of a service, on ports of its own and with other variables where given. */
export async function startReplica(
  of: ServiceProcess,
  { directory, variables = {} }: { directory: string; variables?: Variables },
): Promise<Replica> {
  const [http, admin] = [await freePort(), await freePort()];
  const replica = createServiceProcess({
    name: of.name,
    variables: { ...of.variables, PORT: String(http), ADMIN_PORT: String(admin), ...variables },
    logFile: join(directory, `${of.name}-${admin}.log`),
  });
  try {
    await replica.start();
  } catch (error) {
    await replica.kill();
    throw error;
  }
  return Object.assign(replica, { [Symbol.asyncDispose]: () => replica.stop() });
}

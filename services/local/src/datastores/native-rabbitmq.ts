import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../native/free-port.ts';
import { runInRoot } from '../native/root-process.ts';
import { keptPassword } from './credentials.ts';
import type { DatastoreOptions, Rabbitmq } from './datastore.ts';
import { type NativeServer, startNative } from './native.ts';
import { isBrokerReady } from './rabbitmq-management.ts';

/** RabbitMQ out of the Debian root, with ports, Erlang distribution and port mapper of its own. */
export async function startNativeRabbitmq(root: string, options: DatastoreOptions): Promise<Rabbitmq> {
  const password = await keptPassword(join(options.directory, 'password'));
  const ports = {
    amqp: await freePort(),
    management: await freePort(),
    distribution: await freePort(),
    portMapper: await freePort(),
  };
  const url = `amqp://admin:${password}@127.0.0.1:${ports.amqp}`;
  const apiUrl = `http://admin:${password}@127.0.0.1:${ports.management}`;
  const data = join(options.directory, 'data');
  const server: NativeServer = {
    name: 'rabbitmq',
    root,
    data,
    user: 'rabbitmq',
    env: environment(ports),
    command: ['/usr/lib/rabbitmq/bin/rabbitmq-server'],
    stopSignal: 'SIGTERM',
    isReady: () => isBrokerReady(apiUrl, ports.amqp),
    async prepare() {
      await mkdir(data, { recursive: true });
      await writeFile(join(data, 'rabbitmq.conf'), configuration(ports, password));
      await writeFile(join(data, 'enabled_plugins'), '[rabbitmq_management].\n');
    },
  };
  const datastore = await startNative('RabbitMQ', options.directory, [server]);
  const rabbitmqctl = '/usr/lib/rabbitmq/bin/rabbitmqctl';
  const control = (...args: string[]) => runInRoot({ ...server, command: [rabbitmqctl, ...args] });
  return { ...datastore, url, apiUrl, control };
}

interface Ports {
  amqp: number;
  management: number;
  distribution: number;
  portMapper: number;
}

function environment({ distribution, portMapper }: Ports): Record<string, string> {
  return {
    HOME: '/data',
    // The name is part of the data and may be the same in all instances, as each has a port mapper of its own.
    RABBITMQ_NODENAME: 'rabbit@localhost',
    RABBITMQ_CONFIG_FILE: '/data/rabbitmq.conf',
    RABBITMQ_ENABLED_PLUGINS_FILE: '/data/enabled_plugins',
    RABBITMQ_MNESIA_BASE: '/data/mnesia',
    RABBITMQ_PID_FILE: '/data/pid',
    RABBITMQ_LOGS: '-',
    RABBITMQ_DIST_PORT: String(distribution),
    ERL_EPMD_PORT: String(portMapper),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    // Two schedulers suffice, whatever the machine has.
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '+S 2:2',
    RUNNING_UNDER_SYSTEMD: 'true', // no shell between us and Erlang, which then gets our signals
  };
}

/** The administrator takes the place of the default user `guest`, which is never made. */
function configuration(ports: Ports, password: string): string {
  return `listeners.tcp.default = 127.0.0.1:${ports.amqp}
management.tcp.ip = 127.0.0.1
management.tcp.port = ${ports.management}
management.rates_mode = none
default_user = admin
default_pass = ${password}
default_user_tags.administrator = true
vm_memory_high_watermark.absolute = 1GB
disk_free_limit.absolute = 100MB
log.console.level = warning
`;
}

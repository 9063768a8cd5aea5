import type { Variables } from '@vc/local/product/environment.ts';
import type { ServiceName } from '@vc/local/product/programs.ts';
import type { ServiceProcess } from '@vc/local/product/service-process.ts';
import type { Product } from '@vc/local/product.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

/** The way of one service to something that it needs. */
export interface Link extends TcpProxy {
  /** Such as `gateway–PostgreSQL`. */
  readonly name: string;
  readonly service: ServiceName;
  readonly to: string;
}

/** What is at the other end of each variable that holds a URL. */
const ENDS: Record<string, string> = {
  DATABASE_URL: 'PostgreSQL',
  MONGODB_URL: 'MongoDB',
  RABBITMQ_URL: 'RabbitMQ',
  AUTH_URL: 'auth',
  NOTIFICATION_URL: 'notification',
  SMTP_URL: 'SMTP',
};

/** All links of the product. */
export interface Links extends AsyncDisposable {
  readonly all: readonly Link[];
  between(service: ServiceName, to: string): Link;
  /** Ends whatever trouble there is. */
  heal(): void;
}

/** Restarts the services with a proxy on every way that they go; disposing of it restarts them without. */
export async function placeLinks({ services }: Pick<Product, 'services'>): Promise<Links> {
  await using opened = new AsyncDisposableStack();
  const all: Link[] = [];
  for (const service of Object.values(services)) {
    const direct = pickUrls(service.variables);
    const proxied: Variables = {};
    for (const [variable, url] of Object.entries(direct)) {
      const proxy = opened.use(await startTcpProxy({ port: Number(new URL(url).port) }));
      const to = ENDS[variable] ?? variable;
      all.push({ ...proxy, name: `${service.name}–${to}`, service: service.name, to });
      proxied[variable] = withPort(url, proxy.port);
    }
    opened.defer(() => restart(service, direct));
    await restart(service, proxied);
  }
  const placed = opened.move();
  return {
    all,
    between(service, to) {
      const link = all.find(link => link.service === service && link.to === to);
      if (!link) throw new Error(`${service} does not go to ${to}`);
      return link;
    },
    heal() {
      for (const link of all) link.heal();
    },
    [Symbol.asyncDispose]: () => placed.disposeAsync(),
  };
}

async function restart(service: ServiceProcess, changed: Variables): Promise<void> {
  await service.stop();
  await service.start(changed);
}

function pickUrls(variables: Readonly<Variables>): Variables {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => name in ENDS));
}

/** The same URL by way of another port of this machine. */
export function withPort(url: string, port: number): string {
  const changed = new URL(url);
  changed.hostname = '127.0.0.1';
  changed.port = String(port);
  return changed.href;
}

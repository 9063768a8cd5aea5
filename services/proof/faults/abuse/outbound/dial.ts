import dnsPromises from 'node:dns/promises';
import { syncBuiltinESMExports } from 'node:module';
import { isIP, type LookupFunction, Socket } from 'node:net';
import { answerFor, PUBLIC_ADDRESS } from './names.ts';

// Loaded into the process of notification before its own code (`--import`): what it asks of DNS, and where its connections
// to port 443 go. What it dials is decided by the address alone, as in the real network: the public one leads to a server of the
// suite, every other to the sentinel. So nothing leaves this machine, and no port below 1024 is needed.

const { PRETEND_PUBLIC_PORT, PRETEND_SENTINEL_PORT } = process.env;

const asked = new Map<string, number>();
const lookup = dnsPromises.lookup;
const resolve = (name: string) => {
  const times = asked.get(name) ?? 0;
  asked.set(name, times + 1);
  return answerFor(name, times)?.map(address => ({ address, family: isIP(address) }));
};
Object.assign(dnsPromises, {
  lookup: async (name: string, options: object) => resolve(name) ?? (await lookup(name, options)),
});
syncBuiltinESMExports();

interface Target {
  host?: string;
  port?: number | string;
  lookup?: LookupFunction;
}

const connect = Socket.prototype.connect;
Socket.prototype.connect = function dial(this: Socket, ...args: unknown[]): Socket {
  const [first, ...rest] = args;
  // Node's own callers hand over an array of [options, callback].
  const [target, callback] = (Array.isArray(first) ? first : [first, ...rest]) as [Target, (() => void)?];
  if (Number(target?.port) !== 443) return connect.apply(this, args as Parameters<typeof connect>);
  addressOf(target).then(
    address => {
      const port = Number(address === PUBLIC_ADDRESS ? PRETEND_PUBLIC_PORT : PRETEND_SENTINEL_PORT);
      connect.call(
        this,
        { ...target, host: '127.0.0.1', port, lookup: undefined } as never,
        callback as never,
      );
    },
    error => this.destroy(error as Error),
  );
  return this;
};

/** The address that the caller would have dialled: by its own `lookup`, if it has one. */
async function addressOf({ host = '', lookup: ask }: Target): Promise<string> {
  if (isIP(host)) return host;
  if (!ask) return resolve(host)?.[0]?.address ?? (await lookup(host)).address;
  return await new Promise((found, failed) =>
    ask(host, { all: false }, (error, address) => (error ? failed(error) : found(String(address)))),
  );
}

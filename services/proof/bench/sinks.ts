import { GATEWAY_NODE_OPTIONS } from '@vc/local/product/environment.ts';
import { startProgram } from './child-program.ts';
import type { Target } from './send-video.ts';

/** A process that takes uploads; disposing of it ends it. */
export type Sink = AsyncDisposable & Target & { pid: number };

/** A bare Node HTTP server, which may hash what it throws away. */
export const startBareSink = (args: { hashes: boolean }): Promise<Sink> =>
  start('bare-sink.ts', { args: args.hashes ? ['sha256'] : [] });

/** The whole gateway but for its database, and but for its storage without a `storeUrl`, under Node's options of production. */
export const startGatewaySink = ({ storeUrl }: { storeUrl?: string } = {}): Promise<Sink> =>
  start('gateway-sink.ts', { args: storeUrl ? [storeUrl] : [], nodeOptions: GATEWAY_NODE_OPTIONS });

async function start(...call: Parameters<typeof startProgram>): Promise<Sink> {
  const { firstLine, ...program } = await startProgram(...call);
  return { ...(JSON.parse(firstLine) as Target), ...program };
}

import { GATEWAY_NODE_OPTIONS } from '@vc/local/product/environment.ts';
import { startProgram } from './child-program.ts';
import type { Target } from './send-video.ts';

/** A process that takes uploads and keeps nothing; disposing of it ends it. */
export type Sink = AsyncDisposable & Target & { pid: number };

/** A bare Node HTTP server, which may hash what it throws away. */
export const startBareSink = (args: { hashes: boolean }): Promise<Sink> =>
  start('bare-sink.ts', { args: args.hashes ? ['sha256'] : [] });

/** The whole gateway but for its storage, under the options of Node that it has in production. */
export const startGatewaySink = (): Promise<Sink> =>
  start('gateway-sink.ts', { nodeOptions: GATEWAY_NODE_OPTIONS });

async function start(...call: Parameters<typeof startProgram>): Promise<Sink> {
  const { firstLine, ...program } = await startProgram(...call);
  return { ...(JSON.parse(firstLine) as Target), ...program };
}

import { GATEWAY_NODE_OPTIONS } from '@vc/local/product/environment.ts';
import { startProgram } from './child-program.ts';
import type { Target } from './send-video.ts';

/** A process that takes uploads or gives downloads; disposing of it ends it. */
export type Served = AsyncDisposable & Target & { pid: number };

/** A bare Node HTTP server, which may hash what it throws away. */
export const startBareSink = (args: { hashes: boolean }): Promise<Served> =>
  start('bare-sink.ts', { args: args.hashes ? ['sha256'] : [] });

/** The whole gateway but for its database, and but for its storage without a `storeUrl`, under Node's options of production. */
export const startGatewaySink = ({ storeUrl }: { storeUrl?: string } = {}): Promise<Served> =>
  start('gateway-sink.ts', { args: storeUrl ? [storeUrl] : [], nodeOptions: GATEWAY_NODE_OPTIONS });

/** A bare Node HTTP server of one file. */
export const startFileServer = (file: string): Promise<Served> =>
  start('download/file-server.ts', { args: [file] });

/** The whole gateway but for its database, with one MP3: noise out of memory, or what a store has. Under the same options. */
export const startGatewaySource = (mp3: {
  bytes: number;
  stored?: { url: string; file: string };
}): Promise<Served> => {
  const { url, file } = mp3.stored ?? {};
  const args = [String(mp3.bytes), ...(url && file ? [url, file] : [])];
  return start('download/gateway-source.ts', { args, nodeOptions: GATEWAY_NODE_OPTIONS });
};

async function start(...call: Parameters<typeof startProgram>): Promise<Served> {
  const { firstLine, ...program } = await startProgram(...call);
  return { ...(JSON.parse(firstLine) as Target), ...program };
}

import { join } from 'node:path';
import { createTemporaryDirectory, removeDirectory } from '@vc/local/temporary-directory.ts';
import { createFfmpegTranscoder } from '../../../../converter/src/ffmpeg-transcoder.ts';
import { keepOriginals, type Original } from '../fuzz/originals.ts';
import type { HostileFile } from '../hostile-file.ts';
import { layBait } from './bait.ts';
import { watchChildren } from './child-memory.ts';
import { CONVERSION_SECONDS } from './limits.ts';
import { startSentinel } from './sentinel.ts';
import { tryDirectly } from './workbench.ts';

/** Where files are tried on the converter's own code, without the product around it. */
export interface Laboratory extends AsyncDisposable {
  directory: string;
  lure: { neighbour: string; host: string };
  /** Where a good video lies. */
  findOriginal(original: Original): Promise<string>;
  /** Tries files, as many at once as there are lanes, and returns what is wrong, a sentence each. */
  tryAll(files: readonly HostileFile[], lanes: number): Promise<string[]>;
  /** What was touched that nobody may touch, a sentence each. */
  inspect(): Promise<string[]>;
}

/** Opens one in a temporary folder, with a neighbour's video beside the files and a server that waits to be called. */
export async function openLaboratory(signal: AbortSignal): Promise<Laboratory> {
  await using opened = new AsyncDisposableStack();
  const directory = opened.adopt(await createTemporaryDirectory(), removeDirectory);
  const sentinel = await startSentinel();
  opened.defer(() => sentinel.close());
  const bait = await layBait(join(directory, 'neighbour.ts'));
  const memory = opened.use(watchChildren(() => process.pid));
  const transcoder = await createFfmpegTranscoder({ timeLimitMs: CONVERSION_SECONDS * 1_000 });
  const lure = { neighbour: bait.path, host: sentinel.host };
  const bench = { transcoder, directory, lure, memory, signal };
  const all = opened.move();
  let tried = 0;
  return {
    directory,
    lure,
    findOriginal: keepOriginals(directory),
    async tryAll(files, lanes) {
      const waiting = [...files];
      const breaches: string[] = [];
      async function work(): Promise<void> {
        for (let file = waiting.shift(); file; file = waiting.shift()) {
          signal.throwIfAborted();
          breaches.push(...(await tryDirectly(bench, file, tried++)));
        }
      }
      await Promise.all(Array.from({ length: lanes }, work));
      return breaches;
    },
    async inspect() {
      const calls = sentinel.calls();
      return [
        ...(calls > 0 ? [`a server on loopback was called ${calls} times`] : []),
        ...((await bait.wasRead()) ? ['a neighbour was read'] : []),
      ];
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

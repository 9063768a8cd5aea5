import { SetupError } from '../setup-error.ts';
import type { Datastore } from './datastore.ts';

/** A datastore that refuses everything. */
type SomebodyElses = Datastore & { refuse(): Promise<never> };

/** The lifecycle of a server that somebody else runs: we leave it alone. */
export function somebodyElses(name: Datastore['name'], variable: string): SomebodyElses {
  const refuse = async () => {
    throw new SetupError(
      `${name} is the server that ${variable} names, which is not ours to stop: unset it.`,
    );
  };
  return {
    name,
    source: 'environment',
    async stop() {},
    kill: refuse,
    freeze: refuse,
    thaw: refuse,
    start: refuse,
    wipe: refuse,
    refuse,
  };
}

import type { ClusterTarget } from '../../cluster/target.ts';
import { INTERNET } from '../../data-flow.ts';
import type { RunStep } from '../scenario.ts';
import { readCensus } from './census.ts';
import { withDoubles } from './double.ts';
import { withInternetHost } from './internet.ts';
import { type Cell, cellsOf, surprises } from './matrix.ts';
import { PICTURE } from './picture.ts';
import { tryAll } from './reachability.ts';
import { asDouble, findParties, STRANGERS, sourcesOutside } from './sources.ts';
import { findTargets, INTERNET_PORTS } from './targets.ts';

/** Ports of the converter's ways out: whoever is not in the picture at all. */
const isOutside = ({ target: { callee } }: Cell) =>
  callee.startsWith(INTERNET) || !Object.values(PICTURE.flows).flat().includes(callee);

/** So many of what came otherwise say enough. */
const SHOWN = 20;

/** Lets everybody try to reach everybody else, and holds what came of it against the picture. */
export async function tryNetwork(step: RunStep, target: ClusterTarget, image: string): Promise<void> {
  await withInternetHost(INTERNET_PORTS, async host => {
    const census = await readCensus(target);
    const { running, played } = findParties(target, census, PICTURE);
    const all = [...played, ...STRANGERS];
    const doubles = all.map(({ double }) => double);
    await withDoubles(target, doubles, image, async () => {
      const inCluster = [...running, ...all.map(source => asDouble(target, source))];
      const sources = [...inCluster, ...sourcesOutside(host)];
      const targets = await findTargets(target, census, PICTURE, host.address);
      const cells = cellsOf(PICTURE, sources, targets);
      const verdictOf = await step(
        `${sources.length} try to connect to ${targets.length} ports: each pod or one with its labels, strangers, the node, a host outside`,
        () => tryAll(sources, targets),
      );
      const check = async (claim: string, part: readonly Cell[]) =>
        step(`${claim}: ${part.length} of ${part.length}`, async () => {
          const found = surprises(part, verdictOf);
          if (part.length === 0) throw new Error('Nothing of it was tried.');
          if (found.length > 0) throw new Error(`${found.length}: ${found.slice(0, SHOWN).join('; ')}`);
        });
      const ofNode = (cell: Cell) => cell.source.kind === 'node';
      const isWayOut = (cell: Cell) => cell.source.name === 'converter' && isOutside(cell);
      const rest = cells.filter(cell => !ofNode(cell) && !isWayOut(cell));
      await check('the node, whom nothing keeps out, is answered', cells.filter(ofNode));
      await check(
        'the converter reaches neither the internet, nor the API server or the node, nor other namespaces',
        cells.filter(isWayOut),
      );
      await check(
        'who may connect does',
        rest.filter(({ expected }) => expected === 'connects'),
      );
      await check(
        'who may not is kept out',
        rest.filter(({ expected }) => expected !== 'connects'),
      );
    });
  });
}

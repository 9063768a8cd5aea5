import type { Limits } from '../costs/limits.ts';
import { DAY, peakFactor } from '../simulation/arrivals.ts';
import { type Needs, PARTS, type PartName } from './needs.ts';
import { CURVE, HEADROOM } from './workload.ts';

/** How far a part goes as charts and settings have it now, and how that is known. */
export type Ceiling = { part: PartName; value: number; unit: string; of: string; from: Source };

/** `measured` on this machine; `chart`: decided in this repository; `assumed`: somebody else's figure. */
export type Source = 'measured' | 'chart' | 'assumed';

/** Cores that a node of `nodes.type` (m7i.large) has to give: clusters/eks/README.md. */
const NODE_CORES = 1.9;

// Figures of others, read in November 2026. gp3 without anything provisioned, 3,000 IOPS and 125 MiB/s: saisci.com/aws/understanding-gp3-iops-ebs-volumes
// and postcardsandinvitations.com/aws-ebs-volume-types. A new account of Amazon SES out of its sandbox, 14 mails a second:
// rate-limits.apis.io/rate-limits/amazon-ses.

/** The parts that have an end, as `apps/` and `clusters/eks/settings.yaml` configure them. */
export function listCeilings(limits: Limits): Ceiling[] {
  const chart = (part: PartName, value: number, unit: string, of: string): Ceiling => ({
    ...{ part, value, unit, of, from: 'chart' },
  });
  const assumed = (part: PartName, value: number, unit: string, of: string): Ceiling => ({
    ...{ part, value, unit, of, from: 'assumed' },
  });
  const measured = (part: PartName, value: number, unit: string, of: string): Ceiling => ({
    ...{ part, value, unit, of, from: 'measured' },
  });
  const { postgres, broker } = limits;
  return [
    chart('converterCores', 4, 'cores', '4 pods, a core each'),
    chart('gatewayCores', 6, 'cores', '6 pods, one thread each'),
    chart('authCores', 6 * NODE_CORES, 'cores', '6 pods, all cores of 6 nodes'),
    chart('notificationCores', 2, 'cores', '2 pods, one thread each'),
    chart('stored', 100 * 1.073_741_824, 'GB', 'a volume of 100 GiB'),
    chart('rows', 20 * 1.073_741_824, 'GB', 'a volume of 20 GiB'),
    assumed('mails', 14, '/s', 'a new account of Amazon SES'),
    assumed('storeWritten', (125 * 1.048_576) / 2, 'MB/s', 'a gp3 volume, 125 MiB/s, all written twice'),
    assumed('storeOperations', 3_000, '/s', 'a gp3 volume'),
    measured('transactions', postgres.transactionsPerSecond, '/s', 'one server'),
    measured('messages', broker.messagesPerSecond, '/s', 'one queue of one server'),
  ];
}

/** Uploads a day at which a part reaches its ceiling, less the headroom, in the busiest hour. */
export function carries({ part, value }: Ceiling, needs: Needs): number {
  const usable = value * HEADROOM.value;
  const { kind } = PARTS[part];
  return kind === 'stock' ? usable / needs[part] : (usable / needs[part] / peakFactor(CURVE)) * DAY;
}

/** All parts of which something is needed that can be measured, the first to be full first. */
export function sortBySaturation(ceilings: readonly Ceiling[], needs: Needs): Ceiling[] {
  return ceilings
    .filter(({ part }) => needs[part] > 0)
    .toSorted((a, b) => carries(a, needs) - carries(b, needs));
}

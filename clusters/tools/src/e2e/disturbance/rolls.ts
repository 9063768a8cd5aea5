import { type ClusterTarget, kubectl } from '../../cluster/target.ts';
import { type Part, readReadyPods } from '../parts.ts';

/** What `kubectl rollout restart` writes into the template of the pods. */
const ANNOTATION = 'kubectl.kubernetes.io/restartedAt';

/** Per roll: the successor has to start and to be ready. */
const ROLL_LIMIT = '120s';

/**
 * Replaces all pods of a service so many times, one roll after the other. The last takes away what the others have written into
 * the Deployment, so that it is again as git has it.
 *
 * @throws where a roll replaced no pod
 */
export async function roll(target: ClusterTarget, part: Part, times: number): Promise<void> {
  const seen = new Set(await listReady(target, part));
  for (let done = 1; done <= times; done += 1) {
    if (done < times) await change(target, part, 'rollout', 'restart', `deployment/${part.app}`);
    else await forgetRolls(target, part);
    await change(target, part, 'rollout', 'status', `deployment/${part.app}`, `--timeout=${ROLL_LIMIT}`);
    const pods = await listReady(target, part);
    const old = pods.filter(name => seen.has(name));
    if (old.length > 0) throw new Error(`Roll ${done} has not replaced ${old.join(', ')}.`);
    for (const name of pods) seen.add(name);
  }
}

/** Makes a Deployment as git has it; where it is, nothing happens. */
export function forgetRolls(target: ClusterTarget, part: Part): Promise<void> {
  const patch = { spec: { template: { metadata: { annotations: { [ANNOTATION]: null } } } } };
  const argument = `--patch=${JSON.stringify(patch)}`;
  return change(target, part, 'patch', 'deployment', part.app, '--type=merge', argument);
}

async function listReady(target: ClusterTarget, part: Part): Promise<string[]> {
  return (await readReadyPods(target, part)).map(({ metadata }) => metadata.name);
}

function change(target: ClusterTarget, { namespace }: Part, ...args: string[]): Promise<void> {
  return target.session.change(kubectl(target, `--namespace=${namespace}`, ...args));
}

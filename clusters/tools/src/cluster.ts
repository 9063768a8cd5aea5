/**
 * `npm run cluster -- up|down|status|ui eks`: makes a cluster that Argo CD keeps as git has it, removes it with all that is in it,
 * tells how it is, brings Argo CD's page within reach. `--dry-run` prints the commands of `up` and `down` instead.
 *
 * `npm run cluster -- up|status|push|down local`: the same on this machine; `push` brings the working tree into the cluster's own git,
 * and `up --git … --sealing-key …` makes an earlier one again.
 */
import { join, resolve } from 'node:path';
import confirm from '@inquirer/confirm';
import input from '@inquirer/input';
import { createProgress } from '@vc/local/progress.ts';
import { exitWith, SetupError } from '@vc/local/setup-error.ts';
import { stopRequest } from '@vc/local/stop-request.ts';
import { type Arguments, readArguments } from './cluster/arguments.ts';
import { createRendering } from './cluster/bootstrap-rendering.ts';
import { downSteps, whatGoes } from './cluster/down.ts';
import { requireKubeconfig } from './cluster/kubeconfig.ts';
import { createLiveText } from './cluster/live-text.ts';
import { nextSteps } from './cluster/next-steps.ts';
import { createSealing } from './cluster/sealed-secrets.ts';
import { createRehearsal, createSession, type Session } from './cluster/session.ts';
import { readStatus } from './cluster/status.ts';
import { rehearseSteps, runSteps, type Step } from './cluster/step.ts';
import { kubeconfigOf, type Target } from './cluster/target.ts';
import { forwardPage, signIn } from './cluster/ui.ts';
import { upSteps } from './cluster/up.ts';
import { downLocal, pushLocal, readLocalStatus, upLocal } from './local/commands.ts';
import { REPOSITORY } from './repository.ts';
import { generateSealingKey } from './sealing/sealing-key.ts';
import { readEksSettings } from './settings.ts';

const progress = createProgress();
const print = (line: string) => console.log(line);

await main().catch(error => {
  // Ctrl-C at a question.
  exitWith(
    (error as Error).name === 'ExitPromptError' ? new SetupError('Stopped; begin again any time.') : error,
  );
});

async function main(): Promise<void> {
  const { verb, name, ...options } = readArguments(process.argv.slice(2));
  if (name === 'local') return onThisMachine(verb, options);
  const target = (session: Session) => openTarget(name, session);
  const running = async () => {
    const found = await target(createSession());
    requireKubeconfig(found);
    return found;
  };
  if (verb === 'up') await up(target, options);
  else if (verb === 'down') await down(target, options);
  else if (verb === 'status') print(await readStatus(await running()));
  else await showPage(await running());
}

async function onThisMachine(
  verb: Arguments['verb'],
  { withBackups, ...wanted }: Pick<Arguments, 'earlier' | 'node' | 'withBackups'>,
): Promise<void> {
  if (verb === 'up') print(await upLocal(progress, wanted));
  else if (verb === 'push') print(await pushLocal(progress));
  else if (verb === 'status') print(await readLocalStatus());
  else await downLocal(progress, withBackups);
}

/** A target for a session. */
type Open = (session: Session) => Promise<Target>;

async function up(open: Open, { dryRun, yes }: Omit<Arguments, 'verb' | 'name'>): Promise<void> {
  const steps = (target: Target): Step[] =>
    upSteps(target, {
      makeKey: generateSealingKey,
      render: createRendering(target.settings.name, progress),
      sealing: createSealing(join(target.repository, target.folder), progress, print),
      confirm: async message => yes || dryRun || confirm({ message, default: true }),
      print,
      show: createLiveText(process.stdout),
    });
  if (dryRun) return rehearse(open, steps);
  const target = await open(createSession());
  await runSteps(steps(target), progress, `npm run cluster -- up ${target.settings.name}`);
  print(await nextSteps(target));
}

async function down(open: Open, { dryRun, withBackups }: Omit<Arguments, 'verb' | 'name'>): Promise<void> {
  const steps = (target: Target): Step[] => downSteps(target, { withBackups });
  if (dryRun) return rehearse(open, steps);
  const target = await open(createSession());
  print(whatGoes(target, { withBackups }));
  await agree(`Type the name of the cluster (${target.settings.cluster}):`, target.settings.cluster);
  if (withBackups) {
    const { backupBucket } = target.settings;
    await agree(`And to lose all backups, the name of their bucket (${backupBucket}):`, backupBucket);
  }
  await runSteps(steps(target), progress, `npm run cluster -- down ${target.settings.name}`);
}

async function rehearse(open: Open, steps: (target: Target) => Step[]): Promise<void> {
  const rehearsal = createRehearsal(print);
  await rehearseSteps(steps(await open(rehearsal.session)), rehearsal, print);
}

async function agree(message: string, expected: string): Promise<void> {
  if ((await input({ message })) !== expected)
    throw new SetupError('That is not it: nothing has been touched.');
}

async function showPage(target: Target): Promise<void> {
  const stopped = stopRequest();
  const page = await forwardPage(target);
  print(
    `${page.url} (the certificate is Argo CD's own: the browser warns)\n${signIn(target)}\nCtrl-C ends it.`,
  );
  await Promise.race([stopped, page.ended]);
  await page.stop();
}

async function openTarget(name: string, session: Session): Promise<Target> {
  const folder = join('clusters', name);
  return {
    settings: await readEksSettings(join(REPOSITORY, folder)),
    repository: resolve(REPOSITORY),
    folder,
    kubeconfig: kubeconfigOf(name),
    session,
  };
}

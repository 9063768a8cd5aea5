import { randomUUID } from 'node:crypto';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '@vc/local/command.ts';
import { findProgram } from '@vc/local/find-program.ts';
import { silentProgress } from '@vc/local/progress.ts';
import { createTemporaryDirectory, removeDirectory } from '@vc/local/temporary-directory.ts';
import { inject } from 'vitest';
import { downSteps } from '../../src/cluster/down.ts';
import { createSession, type Run } from '../../src/cluster/session.ts';
import { shellLine } from '../../src/cluster/shell-line.ts';
import { runSteps, type Step } from '../../src/cluster/step.ts';
import type { Target } from '../../src/cluster/target.ts';
import { type UpMeans, upSteps } from '../../src/cluster/up.ts';
import { gitEnvironment } from '../../src/git-environment.ts';
import { REPOSITORY } from '../../src/repository.ts';
import { readEksSettings } from '../../src/settings.ts';
import { awsBehaviours } from './aws.ts';
import { findBehaviour, says } from './behaviour.ts';
import { eksctlBehaviours } from './eksctl.ts';
import { gitBehaviours } from './git.ts';
import { kubectlBehaviours } from './kubectl.ts';
import { type Answer, type Call, type Recorder, startRecorder } from './recorder.ts';
import { emptyWorld, type World } from './world.ts';

/** Someone's fork, checked out, with programs that act on a world of their own. */
export interface Installation {
  world: World;
  target: Target;
  means: UpMeans;
  /** Answers a call as a program would. */
  play: Run;
  /** Calls so far, and whether each changed something. */
  calls: { line: string; changes: boolean }[];
  /** What was printed. */
  printed: string[];
  /** From now on one call a run fails that has not yet, before or after it has had its effect (asking has none). */
  failEachOnce(when: 'before' | 'after'): void;
  /** Calls that have failed. */
  failed(): readonly string[];
  up(): Promise<void>;
  down(options?: { withBackups: boolean }): Promise<void>;
  close(): Promise<void>;
}

/** The real one, whatever is put in front of it. */
const GIT = findProgram('git') ?? 'git';

const BROKEN: Answer = { code: 1, stderr: 'the network broke' };

/**
 * Makes one. Programs that are started in earnest are found by way of PATH, as the operator's are.
 *
 * @param inEarnest whether the session starts them, too: else it is answered without, which takes a tenth of the time
 */
export async function createInstallation({ inEarnest = false } = {}): Promise<Installation> {
  const folder = await createTemporaryDirectory();
  await makeFork(folder);
  const world = emptyWorld();
  const calls: Installation['calls'] = [];
  const printed: string[] = [];
  let failing: { when: 'before' | 'after'; lines: string[]; hasFailed: boolean } | undefined;
  const behaviours = [
    ...awsBehaviours,
    ...eksctlBehaviours,
    ...kubectlBehaviours(inject('tools').kustomize),
    ...gitBehaviours(GIT),
    { line: 'openssl version', answer: () => says('OpenSSL 3.5.0') },
  ];

  const answerCall = async (call: Call): Promise<Answer> => {
    const found = findBehaviour(behaviours, call);
    calls.push({ line: call.line, changes: found?.behaviour.changes ?? false });
    if (!found) throw new Error(`nobody should call: ${call.line}`);
    const { changes = false, answer } = found.behaviour;
    const breaks =
      failing !== undefined &&
      !failing.hasFailed &&
      !failing.lines.includes(call.line) &&
      (failing.when === 'before' || changes);
    if (failing && breaks) {
      failing.hasFailed = true;
      failing.lines.push(call.line);
      if (failing.when === 'before') return BROKEN;
    }
    const answered = await answer(world, call, ...found.groups);
    return breaks ? BROKEN : answered;
  };
  const play: Run = async (argv, input = '') => {
    const { code = 0, stdout = '', stderr = '' } = await answerCall({ argv, line: shellLine(argv), input });
    return { code, stdout, stderr };
  };
  const recorder = await startRecorder(['aws', 'eksctl', 'kubectl', 'git'], answerCall);
  const restorePath = putFirst(recorder);

  const target: Target = {
    settings: await readEksSettings(join(folder, 'fork/clusters/eks')),
    repository: join(folder, 'fork'),
    folder: 'clusters/eks',
    kubeconfig: join(folder, 'eks.kubeconfig'),
    session: createSession({ pauseMs: 0, limitMs: 60_000 }, inEarnest ? undefined : play),
  };
  const means: UpMeans = {
    makeKey: async () => ({ privateKey: 'private', certificate: `certificate ${randomUUID()}` }),
    render: async application => RENDERED[application] ?? '',
    sealing: fakeSealing(target),
    confirm: async () => true,
    print: line => printed.push(line),
    show: table => printed.push(table),
  };
  const run = async (steps: Step[], again: string) => {
    if (failing) failing.hasFailed = false;
    await runSteps(steps, silentProgress, again);
  };
  return {
    world,
    target,
    means,
    play,
    calls,
    printed,
    failEachOnce(when) {
      failing = { when, lines: [], hasFailed: false };
    },
    failed: () => failing?.lines ?? [],
    up: () => run(upSteps(target, means), 'npm run cluster -- up eks'),
    down: (options = { withBackups: false }) =>
      run(downSteps(target, options), 'npm run cluster -- down eks'),
    async close() {
      restorePath();
      await recorder.close();
      await removeDirectory(folder);
    },
  };
}

function putFirst({ folder }: Recorder): () => void {
  const before = process.env.PATH;
  process.env.PATH = `${folder}:${before}`;
  return () => {
    process.env.PATH = before;
  };
}

/** A fork with settings of its own, pushed to where the settings say. */
async function makeFork(folder: string): Promise<void> {
  const fork = join(folder, 'fork');
  const origin = join(folder, 'origin.git');
  const eks = join(fork, 'clusters/eks');
  await mkdir(eks, { recursive: true });
  for (const name of ['aws.yaml', 'cluster']) {
    await cp(join(REPOSITORY, 'clusters/eks', name), join(eks, name), { recursive: true });
  }
  const example = await readFile(join(REPOSITORY, 'clusters/eks/settings.yaml'), 'utf8');
  const settings = example
    .replace('https://github.com/example/video-converter.git', 'https://git.test/our/video-converter.git')
    .replace('repo:example/', 'repo:our/')
    .replace(/host: .*/, 'host: mp3.our.test')
    .replace(/account: .*/, 'account: "123456789012"')
    .replace(/backupBucket: .*/, 'backupBucket: our-backups');
  await writeFile(join(eks, 'settings.yaml'), settings);
  const env = gitEnvironment();
  const git = (...args: string[]) => runCommand([GIT, '-C', fork, ...args], { env });
  await runCommand([GIT, 'init', '--quiet', '--bare', origin], { env });
  await git('init', '--quiet');
  await git('config', 'user.name', 'Operator');
  await git('config', 'user.email', 'operator@our.test');
  await git('config', `url.${origin}.insteadOf`, 'https://git.test/our/video-converter.git');
  await git('add', '--all');
  await git('commit', '--quiet', '--message=Ours');
  await git('push', '--quiet', origin, 'main');
}

/** Seals nothing, but as often and in the same places as the real one. */
function fakeSealing({ repository, folder }: Target): UpMeans['sealing'] {
  const file = join(repository, folder, 'secrets/datastores/postgres.yaml');
  const certificate = () =>
    readFile(join(repository, folder, 'secrets/certificate.pem'), 'utf8').catch(() => undefined);
  return {
    isComplete: async () =>
      (await readFile(file, 'utf8').catch(() => '')) === `# sealed with\n${await certificate()}`,
    async sealMissing() {
      await mkdir(join(file, '..'), { recursive: true });
      await writeFile(file, `# sealed with\n${await certificate()}`);
    },
  };
}

function list(...items: [kind: string, namespace: string | undefined, name: string][]): string {
  return JSON.stringify({
    kind: 'List',
    items: items.map(([kind, namespace, name]) => ({ kind, metadata: { name, namespace } })),
  });
}

/** What is applied by hand, in outline. */
const RENDERED: Readonly<Record<string, string>> = {
  namespaces: list(
    ['Namespace', undefined, 'argocd'],
    ['Namespace', undefined, 'sealed-secrets'],
    ['Namespace', undefined, 'datastores'],
    ['Namespace', undefined, 'video-converter'],
  ),
  argocd: list(
    ['CustomResourceDefinition', undefined, 'applications'],
    ['Deployment', 'argocd', 'argocd'],
    ['StatefulSet', 'argocd', 'argocd-application-controller'],
  ),
  'sealed-secrets': list(['Deployment', 'sealed-secrets', 'sealed-secrets']),
};

import { SetupError } from '@vc/local/setup-error.ts';
import { checkoutProblems } from './checkout.ts';
import type { Argv } from './session.ts';
import { neverDone, type Step } from './step.ts';
import { aws, type Target } from './target.ts';

/** A program that must be there: the oldest version that does what we ask of it, and where to get it. */
interface Requirement {
  version: Argv;
  least: string;
  from: string;
}

const REQUIREMENTS: readonly Requirement[] = [
  {
    version: ['aws', '--version'],
    least: '2.13',
    from: 'https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html',
  },
  // The version whose schema our file passes.
  { version: ['eksctl', 'version'], least: '0.215', from: 'https://eksctl.io/installation/' },
  // One minor version beside the control plane's, as Kubernetes supports it.
  {
    version: ['kubectl', 'version', '--client'],
    least: '1.35',
    from: 'https://kubernetes.io/docs/tasks/tools/',
  },
  { version: ['git', '--version'], least: '2.30', from: 'the package manager of this system' },
  { version: ['openssl', 'version'], least: '3.0', from: 'the package manager of this system' },
];

/** What the example says; whoever leaves it has not edited the settings. */
const EXAMPLE = { repository: /\/example\//, account: /^111122223333$/, host: /\.example\.org$/ };

/** All that can be known to be wrong before anything is made. */
export function preflightStep(target: Target): Step {
  return {
    name: 'Programs, settings, account, checkout',
    advice: 'Put this right.',
    isDone: neverDone,
    async run() {
      const problems = [
        ...(await Promise.all(REQUIREMENTS.map(it => versionProblems(target, it)))).flat(),
        ...settingsProblems(target),
        ...(await accountProblems(target)),
        ...(await checkoutProblems(target)),
      ];
      await refuse(target, problems);
    },
  };
}

/** That the programs speak with the account of the settings: all that `down` has to know. */
export function accountStep(target: Target): Step {
  return {
    name: 'Account',
    advice: 'Set AWS_PROFILE, or sign in.',
    isDone: neverDone,
    run: async () => refuse(target, await accountProblems(target)),
  };
}

/** Only tells in a rehearsal, which must be possible before everything is right. */
async function refuse({ session }: Target, problems: readonly string[]): Promise<void> {
  if (problems.length === 0) return;
  await session.act(`# not yet: ${problems.join('\n# not yet: ')}`, async () => {
    throw new SetupError(problems.join('\n'));
  });
}

async function versionProblems(
  { session }: Target,
  { version, least, from }: Requirement,
): Promise<string[]> {
  const [program] = version;
  const text = await session.ask(version, /./);
  if (text === undefined) return [`${program} is missing: install ${least} or newer from ${from}`];
  const found = /\d+\.\d+/.exec(text)?.[0] ?? '0.0';
  return isOlder(found, least) ? [`${program} is ${found}, and must be ${least} or newer: ${from}`] : [];
}

function isOlder(version: string, least: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [leastMajor = 0, leastMinor = 0] = least.split('.').map(Number);
  return major < leastMajor || (major === leastMajor && minor < leastMinor);
}

function settingsProblems({ settings, folder }: Target): string[] {
  return Object.entries(EXAMPLE)
    .filter(([name, example]) => example.test(settings[name as keyof typeof EXAMPLE]))
    .map(([name]) => `${folder}/settings.yaml: ${name} is still the example's`);
}

async function accountProblems(target: Target): Promise<string[]> {
  const { session, settings } = target;
  const account = await session.ask(
    aws(target, 'sts', 'get-caller-identity', '--query=Account', '--output=text'),
    /./,
  );
  if (account === undefined)
    return ['AWS does not know who you are: sign in (aws sso login), or set AWS_PROFILE'];
  if (account === settings.account) return [];
  return [
    `You are signed in to account ${account}, the settings are for ${settings.account}: set AWS_PROFILE`,
  ];
}

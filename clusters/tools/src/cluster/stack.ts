import { SetupError } from '@vc/local/setup-error.ts';
import { neverDone, type Step } from './step.ts';
import { aws, inFolder, type Target } from './target.ts';

const ABSENT = /does not exist/;
const PROVIDER = 'oidc-provider/token.actions.githubusercontent.com';

/**
 * Repositories, role of the images workflow, bucket and key. CloudFormation compares with what is there, so this runs each time, and
 * changed settings get there.
 */
export function stackStep(target: Target): Step {
  const { session, settings } = target;
  const name = `--stack-name=${settings.cluster}`;
  return {
    name: 'Images, backups and roles (CloudFormation)',
    advice: `Look at the events of stack ${settings.cluster} in the console of CloudFormation.`,
    isDone: neverDone,
    async run(detail) {
      const status = await stackStatus(target);
      if (status === 'ROLLBACK_COMPLETE') {
        detail('what a failed attempt has left'); // CloudFormation does not update such a stack
        await session.change(aws(target, 'cloudformation', 'delete-stack', name));
        await session.change(aws(target, 'cloudformation', 'wait', 'stack-delete-complete', name));
      }
      const isNew = !status || status === 'ROLLBACK_COMPLETE';
      const parameters = [
        `Cluster=${settings.cluster}`,
        `GitHubSubject=${settings.githubSubject}`,
        `BackupBucket=${settings.backupBucket}`,
        // Of the first time: a stack must go on managing what it has made. Without a value it keeps the one it has.
        ...(isNew ? await existing(target) : []),
      ];
      await session.change(
        aws(
          target,
          'cloudformation',
          'deploy',
          name,
          `--template-file=${inFolder(target, 'aws.yaml')}`,
          '--capabilities',
          'CAPABILITY_NAMED_IAM',
          'CAPABILITY_AUTO_EXPAND', // of the loop over repositories
          '--no-fail-on-empty-changeset',
          '--parameter-overrides',
          ...parameters,
        ),
      );
    },
  };
}

/** Status of the stack, if there is one. */
export function stackStatus(target: Target): Promise<string | undefined> {
  return askStack(target, 'Stacks[0].StackStatus');
}

/** An output of the stack. */
export function stackOutput(target: Target, name: 'ImagesRole' | 'Registry'): Promise<string | undefined> {
  return askStack(target, `Stacks[0].Outputs[?OutputKey=='${name}'].OutputValue | [0]`);
}

function askStack(target: Target, query: string): Promise<string | undefined> {
  return target.session.ask(
    aws(
      target,
      'cloudformation',
      'describe-stacks',
      `--stack-name=${target.settings.cluster}`,
      `--query=${query}`,
      '--output=text',
    ),
    ABSENT,
  );
}

/** What the account has already is used, not made: the bucket of an installation that was removed, and GitHub's provider. */
async function existing(target: Target): Promise<string[]> {
  const { session, settings } = target;
  const bucket = await session
    .ask(aws(target, 's3api', 'head-bucket', `--bucket=${settings.backupBucket}`), /\(404\)/)
    .catch((error: Error) => {
      if (!error.message.includes('(403)')) throw error;
      throw new SetupError(
        `Bucket ${settings.backupBucket} is somebody else's: name another one in settings.yaml.`,
      );
    });
  const provider = await session.ask(
    aws(
      target,
      'iam',
      'get-open-id-connect-provider',
      `--open-id-connect-provider-arn=arn:aws:iam::${settings.account}:${PROVIDER}`,
    ),
    /NoSuchEntity/,
  );
  return [`CreateBackupBucket=${bucket === undefined}`, `CreateGitHubProvider=${provider === undefined}`];
}

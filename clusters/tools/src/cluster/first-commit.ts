import { SetupError } from '@vc/local/setup-error.ts';
import { remoteOf } from './checkout.ts';
import type { Sealing } from './sealed-secrets.ts';
import type { Step } from './step.ts';
import { git, type Target } from './target.ts';

/** Asks a question that is answered by yes or no. */
export type Confirm = (question: string) => Promise<boolean>;

/** Whom the step speaks with, and whose work it commits. */
interface Parties {
  sealing: Pick<Sealing, 'isComplete'>;
  confirm: Confirm;
  print: (line: string) => void;
}

/** Commits what sealing has made, and pushes: Argo CD reads git, not this folder. */
export function commitSecretsStep(target: Target, { sealing, confirm, print }: Parties): Step {
  const { session, settings, folder } = target;
  const branch = `refs/heads/${settings.revision}`;
  // That nothing else is changed has been seen to before.
  const changed = () =>
    session.ask(git(target, 'status', '--porcelain', '--untracked-files=all', '--', folder));
  const pushed = async () => {
    const line = await session.ask(git(target, 'ls-remote', await remoteOf(target), branch));
    return line?.split('\t')[0] ?? '';
  };
  return {
    name: 'Sealed secrets in git',
    advice: `Look at what git says of ${folder}, and at who may push to ${settings.revision}.`,
    isConversation: true,
    async isDone() {
      if (!(await sealing.isComplete()) || (await changed())) return false;
      return (await pushed()) === (await session.ask(git(target, 'rev-parse', 'HEAD')));
    },
    async run() {
      const files = await changed();
      if (files) print(`To be committed; all of it is sealed or public:\n${files}`);
      const commits = await session.ask(git(target, 'log', '--oneline', `${await pushed()}..HEAD`));
      if (commits) print(`Committed and not pushed:\n${commits}`);
      const question = `Push this to ${settings.revision} of ${settings.repository}?`;
      if (!(await confirm(question))) throw new SetupError('You said no.');
      if (files || !(await sealing.isComplete())) {
        await session.change(git(target, 'add', '--', folder));
        const message = `--message=Seal the secrets of ${settings.name}`;
        await session.change(git(target, 'commit', '--quiet', message, '--', folder));
      }
      await session.change(git(target, 'push', '--quiet', await remoteOf(target), `HEAD:${branch}`));
    },
  };
}

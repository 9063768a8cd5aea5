import { runCommand } from '@vc/local/command.ts';
import type { Behaviour } from './behaviour.ts';
import type { Call } from './recorder.ts';
import type { World } from './world.ts';

const FORK = String.raw`git -C \S+/fork`;
const URL = String.raw`https://git\.test/our/video-converter\.git`;
const FOLDER = 'clusters/eks';

/** The calls that are right, done by the real git on a local remote. */
export function gitBehaviours(git: string): Behaviour<World>[] {
  const answer = async (_world: World, { argv }: Call) => {
    const { code, stdout, stderr } = await runCommand([git, ...argv.slice(1)], {
      env: { PATH: process.env.PATH, GIT_CONFIG_NOSYSTEM: '1', HOME: '/nonexistent' },
    });
    return { code: code ?? 1, stdout, stderr };
  };
  const asks = (pattern: string): Behaviour<World> => ({ line: new RegExp(`${FORK} ${pattern}`), answer });
  const changes = (pattern: string): Behaviour<World> => ({ ...asks(pattern), changes: true });
  return [
    { line: 'git --version', answer },
    asks('rev-parse --abbrev-ref HEAD'),
    asks('rev-parse HEAD'),
    asks(`status --porcelain -- . '?:!clusters/eks/secrets'? '?:!clusters/eks/checksums'?`),
    asks(`status --porcelain --untracked-files=all -- ${FOLDER}`),
    asks('remote --verbose'),
    asks(`ls-remote ${URL} refs/heads/main`),
    asks('merge-base --is-ancestor [0-9a-f]{40} HEAD'),
    asks(String.raw`log --oneline '?[0-9a-f]{40}\.\.HEAD'?`),
    changes(`add -- ${FOLDER}`),
    changes(`commit --quiet '--message=Seal the secrets of eks' -- ${FOLDER}`),
    changes(`push --quiet ${URL} HEAD:refs/heads/main`),
  ];
}

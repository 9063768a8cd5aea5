import { join } from 'node:path';
import { runCommand } from '@vc/local/command.ts';
import { expect, it, onTestFinished } from 'vitest';
import { REPOSITORY } from '../../src/repository.ts';
import { startRecorder } from './recorder.ts';

/** The command as it is typed, with programs that know nothing and do nothing. */
async function type(args: string, input = '', more: Record<string, string> = {}) {
  const calls: string[] = [];
  const recorder = await startRecorder(['aws', 'eksctl', 'kubectl', 'git'], async ({ line }) => {
    calls.push(line);
    return { code: 1, stderr: 'cannot be asked' };
  });
  onTestFinished(recorder.close);
  const program = join(REPOSITORY, 'clusters/tools/src/cluster.ts');
  const env = { ...process.env, PATH: `${recorder.folder}:${process.env.PATH}`, ...more };
  const result = await runCommand([process.execPath, program, ...args.split(' ')], { input, env });
  return { ...result, calls };
}

it('asks for the name of the cluster before it destroys it, and does nothing when another is typed', async () => {
  const { code, stdout, stderr, calls } = await type('down eks', 'something\n');
  expect(stdout).toContain('its volumes, with all users, jobs, videos and MP3s');
  expect(stdout).toContain('It keeps bucket');
  expect(stderr).toContain('That is not it: nothing has been touched.');
  expect({ code, calls }).toEqual({ code: 1, calls: [] });
});

it('begins when the name is typed, and stops at the first step without AWS', async () => {
  const { stderr, calls } = await type('down eks', 'video-converter\n');
  expect(stderr).toContain('Account: AWS does not know who you are');
  expect(calls).toEqual(['aws --region=eu-central-1 sts get-caller-identity --query=Account --output=text']);
});

it('rehearses where nothing can be asked', async () => {
  const { code, stdout } = await type('up eks --dry-run');
  expect(code).toBe(0);
  expect(stdout).toContain('eksctl create cluster');
});

it.each(['status', 'ui'])(
  'says how a machine gets to know the cluster, when asked for its %s',
  async verb => {
    const { stderr, calls } = await type(`${verb} eks`, '', { XDG_CACHE_HOME: '/nowhere' });
    expect(stderr).toMatch(
      /^This machine does not know the cluster\. .*aws eks update-kubeconfig .*--name video-converter /,
    );
    expect(calls).toEqual([]);
  },
);

it('says in a sentence what it does not know', async () => {
  expect((await type('up gke')).stderr).toBe('There is no cluster "gke" to up; there is eks, local.');
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { SetupError } from '@vc/local/setup-error.ts';
import { shellLine } from './shell-line.ts';
import { kubectl, type Target } from './target.ts';

/** Argo CD's page, within reach of this machine's browser. */
export interface Forwarding {
  url: string;
  /** Settles when it breaks off by itself. */
  ended: Promise<void>;
  stop(): Promise<void>;
}

/**
 * Forwards a port that kubectl picks.
 *
 * @throws {SetupError} with what kubectl said, where it cannot
 */
export async function forwardPage(target: Target): Promise<Forwarding> {
  const [program, ...args] = kubectl(
    target,
    '--namespace=argocd',
    'port-forward',
    'service/argocd-server',
    '--address=127.0.0.1',
    ':443',
  );
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<void>(resolve => child.on('close', () => resolve()));
  let said = '';
  child.stderr.on('data', text => {
    said += text;
  });
  child.on('error', error => {
    said += error.message;
  });
  const [line] = (await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    ended.then(() => ['']),
  ])) as [string];
  const port = /127\.0\.0\.1:(\d+)/.exec(line)?.[1];
  if (!port) throw new SetupError(`kubectl does not reach Argo CD: ${said.trim()}`);
  return {
    url: `https://127.0.0.1:${port}`,
    ended,
    stop: async () => {
      child.kill();
      await ended;
    },
  };
}

/** How to sign in; the password is not ours to print. */
export function signIn(target: Target): string {
  const password = kubectl(
    target,
    '--namespace=argocd',
    'get',
    'secret/argocd-initial-admin-secret',
    '--output=jsonpath={.data.password}',
  );
  return `User admin; this prints the first password:\n  ${shellLine(password)} | base64 --decode`;
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { runSuccessfully } from '@vc/local/command.ts';

/**
 * Addresses that RFC 5737 keeps for documentation: nobody has them, and to policies they are public. The first is this machine's
 * end of the way there.
 */
const GATEWAY = '203.0.113.1';
const ADDRESS = '203.0.113.2';
const DEVICE = 'vc-internet';

const LISTENER = fileURLToPath(new URL('internet-host.ts', import.meta.url));

/** A host in a network of its own, that stands for all that is not in the cluster. */
export interface InternetHost {
  address: string;
  /** What has to be put before a program to run it there. */
  enter: [string, ...string[]];
}

/** Has such a host, which listens on some ports, as long as the work goes on. Its network and the way there end with its process. */
export async function withInternetHost<T>(
  ports: readonly number[],
  work: (host: InternetHost) => Promise<T>,
): Promise<T> {
  const child = spawn(
    'unshare',
    ['--net', 'setpriv', '--pdeathsig', 'KILL', process.execPath, LISTENER, ...ports.map(String)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = once(child, 'exit');
  try {
    const listens = once(createInterface({ input: child.stdout }), 'line');
    const isListening = await Promise.race([listens.then(() => true), ended.then(() => false)]);
    if (!isListening) throw new Error('The host that stands for the internet has ended.');
    const enter: InternetHost['enter'] = ['nsenter', `--target=${child.pid}`, '--net'];
    await connect(`${child.pid}`, enter);
    return await work({ address: ADDRESS, enter });
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}

async function connect(pid: string, enter: InternetHost['enter']): Promise<void> {
  const here = (...args: string[]) => runSuccessfully(['ip', ...args]);
  const there = (...args: string[]) => runSuccessfully([...enter, 'ip', ...args]);
  await here('link', 'add', DEVICE, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', pid);
  await here('address', 'add', `${GATEWAY}/24`, 'dev', DEVICE);
  await here('link', 'set', DEVICE, 'up');
  await there('address', 'add', `${ADDRESS}/24`, 'dev', 'eth0');
  await there('link', 'set', 'eth0', 'up');
  await there('route', 'add', 'default', 'via', GATEWAY);
}

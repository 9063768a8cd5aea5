import { becomeReady, startInBackground } from './background-process.ts';
import type { NodeFiles } from './layout.ts';
import type { NodeNamespace } from './namespace.ts';
import { listProcesses } from './processes.ts';

/** A program that is part of a node. */
export interface Component {
  /** The program, by its name in the node's folder; also that of its log. */
  name: string;
  args: readonly string[];
  /** What must be there before it starts. */
  prepare?: () => Promise<void>;
  /** Whether it does its work yet; started at a time, in ms since 1970, that is 0 for what was started earlier. */
  isReady: (startedAt: number) => Promise<boolean>;
}

/** Starts a program in the node's namespaces, unless it runs, and waits until it is ready. */
export async function startComponent(
  { name, args, prepare, isReady }: Component,
  files: NodeFiles,
  namespace: NodeNamespace,
): Promise<void> {
  const log = logOf(files, name);
  const isFoundRunning = () => isComponentRunning(files, namespace, name);
  if (isFoundRunning()) {
    await becomeReady({ name, log, isRunning: isFoundRunning, isReady: () => isReady(0) });
    return;
  }
  await prepare?.();
  const startedAt = Date.now();
  const isRunning = await startInBackground([...enter(namespace), files.program(name), ...args], log);
  await becomeReady({ name, log, isRunning, isReady: () => isReady(startedAt) });
}

/** Whether a program of the node runs. */
export function isComponentRunning(files: NodeFiles, { pid }: NodeNamespace, name: string): boolean {
  return listProcesses().some(
    ({ argv }) => argv[0] === 'nsenter' && argv[1] === target(pid) && argv.includes(files.program(name)),
  );
}

/** The log of a program of the node. */
export function logOf(files: NodeFiles, name: string): string {
  return `${files.logs}/${name}.log`;
}

/** `nsenter` waits for the program, which dies with it. */
function enter({ pid }: NodeNamespace): [string, ...string[]] {
  return ['nsenter', target(pid), '--mount', '--pid', '--', 'setpriv', '--pdeathsig', 'KILL'];
}

const target = (pid: number) => `--target=${pid}`;

import type { Answer, Call } from './recorder.ts';

/** All that exists outside of this machine. */
export interface World {
  account: string;
  /** Of our CloudFormation stack. */
  stack?: Record<string, string>;
  /** Keys of the backups in the bucket; no bucket without it. */
  bucket?: string[];
  /** Whether another account has a bucket of that name. */
  isBucketForeign?: boolean;
  hasGitHubProvider: boolean;
  /** The kept sealing key. */
  sealingKey?: { value: string; isDeleted: boolean };
  /** Of eksctl. */
  stacks: string[];
  cluster?: {
    status: 'CREATING' | 'ACTIVE';
    nodes?: [number, number];
    addOns: string[];
    identities: string[];
    /** By kind, namespace and name. */
    objects: Record<string, object>;
    /** Who is at work: without it nothing heals. */
    controllers: number;
    /** How often Applications were looked at: they get well in time. */
    looks: number;
  };
  loadBalancers: string[];
  securityGroups: string[];
  /** `security group rule` that names a group of `securityGroups`. */
  rules: [string, string][];
  /** Of EBS; those of the cluster are in `objects` as well. */
  volumes: string[];
  logs: string[];
}

/** Nothing at all. */
export function emptyWorld(): World {
  return {
    account: '123456789012',
    hasGitHubProvider: false,
    stacks: [],
    loadBalancers: [],
    securityGroups: [],
    rules: [],
    volumes: [],
    logs: [],
  };
}

/** How a program answers a call: the line to the letter, or a pattern whose groups it gets. */
export interface Behaviour {
  line: string | RegExp;
  /** Whether the world is another one afterwards. */
  changes?: true;
  answer(world: World, call: Call, ...groups: string[]): Answer | Promise<Answer>;
}

/** Something that is said. */
export const says = (stdout: unknown): Answer => ({
  stdout: typeof stdout === 'string' ? stdout : JSON.stringify(stdout),
});

/** Something that went wrong. */
export const fails = (stderr: string): Answer => ({ code: 254, stderr });

/** The behaviour for a call, with the groups of its pattern. */
export function findBehaviour(
  behaviours: readonly Behaviour[],
  { line }: Call,
): { behaviour: Behaviour; groups: string[] } | undefined {
  for (const behaviour of behaviours) {
    if (behaviour.line === line) return { behaviour, groups: [] };
    const match = behaviour.line instanceof RegExp ? behaviour.line.exec(line) : null;
    if (match && match[0] === line) return { behaviour, groups: match.slice(1) };
  }
  return undefined;
}

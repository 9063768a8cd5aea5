import type { Answer, Call } from './recorder.ts';

/** How a program answers a call: the line to the letter, or a pattern whose groups it gets. */
export interface Behaviour<World> {
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
export function findBehaviour<World>(
  behaviours: readonly Behaviour<World>[],
  { line }: Call,
): { behaviour: Behaviour<World>; groups: string[] } | undefined {
  for (const behaviour of behaviours) {
    if (behaviour.line === line) return { behaviour, groups: [] };
    const match = behaviour.line instanceof RegExp ? behaviour.line.exec(line) : null;
    if (match && match[0] === line) return { behaviour, groups: match.slice(1) };
  }
  return undefined;
}

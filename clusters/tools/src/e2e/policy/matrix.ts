import { INTERNET, type Picture } from '../../data-flow.ts';

/** Somebody who tries to reach others. */
export interface Source {
  /** Its name in the picture, or how it is called in messages. */
  name: string;
  /**
   * A `party` may reach whom the picture says. An `outsider`, whom no policy holds back, reaches what is open and what the internet
   * may reach: so each end is tried without the other. The `internet` likewise, but what is open is not our business. A `stranger`,
   * of a closed namespace and named by no policy, reaches nobody. The `node` reaches everybody.
   */
  kind: 'party' | 'outsider' | 'internet' | 'stranger' | 'node';
  /** What it cannot be kept from, since it is there itself. */
  address?: string;
}

/** Somebody who might be reached. */
export interface Target {
  /** `postgres:5432`: who it is in the picture. */
  callee: string;
  /** How it is called in messages, where that is not the same. */
  title?: string;
  address: string;
  port: number;
  /** Whether it lets everybody in: who does not reach it is held back by policies of his own. */
  isOpen?: boolean;
}

/** What comes of an attempt to connect. */
export type Verdict = 'connects' | 'kept out' | (string & {});

/** One attempt, and what must come of it. */
export interface Cell {
  source: Source;
  target: Target;
  expected: Verdict;
}

/** Everybody's way to everybody else. */
export function cellsOf({ flows }: Picture, sources: readonly Source[], targets: readonly Target[]): Cell[] {
  const mayConnect = ({ kind, name }: Source, { callee, isOpen = false }: Target) => {
    switch (kind) {
      case 'party':
        return (flows[name] ?? []).includes(callee);
      case 'outsider':
      case 'internet':
        return isOpen || (flows[INTERNET] ?? []).includes(callee);
      case 'stranger':
        return false;
      case 'node':
        return true;
    }
  };
  return sources.flatMap(source =>
    targets
      .filter(({ address, isOpen }) => address !== source.address && !(isOpen && source.kind === 'internet'))
      .map(target => ({ source, target, expected: mayConnect(source, target) ? 'connects' : 'kept out' })),
  );
}

/** What callees of the picture there are to connect to, by TCP: name and port. */
export function calleesOf({ flows }: Picture): { name: string; port: number }[] {
  const callees = new Set(Object.values(flows).flat());
  return [...callees]
    .filter(callee => !callee.includes('/')) // neither networks nor UDP
    .map(callee => {
      const [name = '', port] = callee.split(':');
      return { name, port: Number(port) };
    });
}

/** The cells that did not go as they must, in words. */
export function surprises(cells: readonly Cell[], verdictOf: (cell: Cell) => Verdict): string[] {
  return cells
    .map(cell => ({ ...cell, verdict: verdictOf(cell) }))
    .filter(({ expected, verdict }) => verdict !== expected)
    .map(
      ({ source, target, expected, verdict }) =>
        `${source.name} -> ${target.title ?? target.callee}: ${verdict}, must be: ${expected}`,
    );
}

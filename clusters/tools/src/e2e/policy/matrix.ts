import { INTERNET, type Picture } from '../../data-flow.ts';

/** Somebody who tries to reach others. */
export interface Source {
  /** Its name in the picture, or how it is called in messages. */
  name: string;
  /**
   * A `party` may reach whom the picture says. An `outsider`, whom no policy holds back, reaches what is open and what the internet
   * may reach: so each end is tried without the other. The `internet` likewise, but what is open is not our business. A `stranger`,
   * of a closed namespace and named by no policy, reaches nobody. The `platform` may ask for names and call the ports of the API
   * server, wherever that is (platform/network-policies), besides what the picture says. The `node` reaches everybody.
   */
  kind: 'party' | 'outsider' | 'internet' | 'stranger' | 'platform' | 'node';
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
  /** Of a way that leads to pods of somebody: whose, who is not to be kept from himself either. */
  leadsTo?: string;
  /** Whether it lets everybody in: who does not reach it is held back by policies of his own. */
  isOpen?: boolean;
  /** Whether it is equipment of this cluster: who reaches that from outside is not the product's business. */
  isEquipment?: boolean;
}

/** What comes of an attempt to connect. */
export type Verdict = 'connects' | 'kept out' | (string & {});

/** One attempt, and what must come of it. */
export interface Cell {
  source: Source;
  target: Target;
  expected: Verdict;
}

/** Who is asked for names. */
const NAMES = 'dns:53';

/** Of its Service, and of itself. */
const API_SERVER_PORTS = [443, 6443];

/** Everybody's way to everybody else. */
export function cellsOf({ flows }: Picture, sources: readonly Source[], targets: readonly Target[]): Cell[] {
  const mayConnect = ({ kind, name }: Source, { callee, port, isOpen = false }: Target) => {
    const isDrawn = (flows[name] ?? []).includes(callee);
    switch (kind) {
      case 'party':
        return isDrawn;
      case 'platform':
        return isDrawn || callee === NAMES || (isOpen && API_SERVER_PORTS.includes(port));
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
      .filter(target => !isHimself(source, target) && isOurBusiness(source, target))
      .map(target => ({ source, target, expected: mayConnect(source, target) ? 'connects' : 'kept out' })),
  );
}

function isHimself({ name, address }: Source, target: Target): boolean {
  return target.address === address || target.leadsTo === name;
}

function isOurBusiness({ kind }: Source, { isOpen, isEquipment }: Target): boolean {
  return kind !== 'internet' || !(isOpen || isEquipment);
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

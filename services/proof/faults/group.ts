/** Cases of one kind, which share what they need running. Each has a folder of its own. */
export interface Group {
  name: string;
  /** Starts what the cases need, tries them one after the other, and takes it away again. */
  play(stage: Stage): Promise<void>;
}

/** What a group is given. */
export interface Stage {
  /** Of everything that is drawn by lot: the same seed tries the same. */
  seed: number;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
  /** Shows what is going on right now. */
  tell(text: string): void;
  /**
   * Tries to break a promise, unless this run leaves that case out. What `work` returns says how much was tried, such as
   * `12 uploads`; what it throws is the breach. Either way the next case is tried.
   */
  attempt(name: string, work: () => Promise<string>): Promise<void>;
}

/** What became of a case. */
export interface Result {
  group: string;
  name: string;
  /** How much was tried; undefined where it broke. */
  tried?: string;
  /** Why a promise did not hold; undefined where it held. */
  breach?: string;
  seconds: number;
}

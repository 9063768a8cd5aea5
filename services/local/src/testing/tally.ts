import type { Reporter, TestModule } from 'vitest/node';

/** A reporter that only counts. */
export interface Tally extends Reporter {
  passed: number;
  failed: number;
  skipped: number;
}

/** Counts tests over one or several runs. What failed outside of a test (an import, a hook) counts as one failure. */
export function createTally(): Tally {
  const tally: Tally = {
    passed: 0,
    failed: 0,
    skipped: 0,
    onTestRunEnd(modules, unhandledErrors) {
      tally.failed += unhandledErrors.length;
      for (const module of modules) count(module, tally);
    },
  };
  return tally;
}

/** The one line that people and CI look for. */
export function tallyLine({ passed, failed, skipped }: Pick<Tally, 'passed' | 'failed' | 'skipped'>): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

function count(module: TestModule, tally: Tally): void {
  const before = tally.failed;
  for (const test of module.children.allTests()) {
    const { state } = test.result();
    if (state === 'passed') tally.passed += 1;
    else if (state === 'failed') tally.failed += 1;
    else tally.skipped += 1;
  }
  if (module.state() === 'failed' && tally.failed === before) tally.failed += 1;
}

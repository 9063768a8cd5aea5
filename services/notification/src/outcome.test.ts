import { describe, expect, it } from 'vitest';
import { decide } from './outcome.ts';

const first = { attempts: 1, doubts: 0, isLast: false };
const failed = { kind: 'failed', detail: 'answered 503' } as const;
const unknown = { kind: 'unknown', detail: 'cut off' } as const;

describe('after an attempt', () => {
  it('is decided by acceptance and refusal', () => {
    expect(decide({ kind: 'sent' }, first)).toMatchObject({ status: 'sent', detail: null });
    expect(decide({ kind: 'refused', detail: '550' }, first)).toMatchObject({
      status: 'refused',
      detail: '550',
    });
  });

  it('tries a known failure again, later each time, at most 15 min and half as long again', () => {
    const delays = [1, 2, 3, 10, 30, 1000].map(attempts => {
      const verdict = decide(failed, { ...first, attempts });
      return verdict.status === 'pending' ? verdict.delayS : Number.NaN;
    });
    const least = [2, 4, 8, 900, 900, 900];
    for (const [index, delay] of delays.entries()) {
      expect(delay).toBeGreaterThanOrEqual(least[index] ?? Number.NaN);
      expect(delay).toBeLessThanOrEqual(1.5 * (least[index] ?? Number.NaN));
    }
  });

  it('waits as long as it is asked to, within reason', () => {
    expect(decide({ ...failed, retryAfter: 120 }, first)).toMatchObject({ delayS: 120 });
    expect(decide({ ...failed, retryAfter: 1e9 }, first)).toMatchObject({ delayS: 900 });
  });

  it('gives up when the time is up', () => {
    expect(decide(failed, { ...first, isLast: true })).toMatchObject({ status: 'gave-up' });
    expect(decide(unknown, { ...first, isLast: true })).toMatchObject({ status: 'gave-up' });
  });

  it('repeats an unknown outcome once, whatever known failures lie between', () => {
    expect(decide(unknown, first)).toMatchObject({ status: 'pending', doubts: 1 });
    expect(decide(failed, { ...first, doubts: 1 })).toMatchObject({ status: 'pending', doubts: 1 });
    expect(decide(unknown, { ...first, doubts: 1 })).toMatchObject({ status: 'gave-up', doubts: 2 });
    expect(decide({ kind: 'sent' }, { ...first, doubts: 1 })).toMatchObject({ status: 'sent' });
  });
});

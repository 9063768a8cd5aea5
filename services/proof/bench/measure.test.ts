import { describe, expect, it } from 'vitest';
import { interleave, median, seconds, spread } from './measure.ts';

const never = new AbortController().signal;

describe('interleave', () => {
  it('takes turns, and turns the order round by round', async () => {
    const ran: string[] = [];
    const contestant = (name: string) => async () => ran.push(name);
    const contest = { baseline: contestant('baseline'), ours: contestant('ours') };
    const figures = await interleave(contest, { rounds: 3, signal: never });
    expect(ran).toEqual(['baseline', 'ours', 'ours', 'baseline', 'baseline', 'ours']);
    expect(figures).toEqual({ baseline: [1, 4, 5], ours: [2, 3, 6] });
  });

  it('tells what it does', async () => {
    const told: string[] = [];
    const contest = { baseline: async () => 1, ours: async () => 2 };
    await interleave(contest, { rounds: 1, signal: never, onRun: now => told.push(now) });
    expect(told).toEqual(['round 1 of 1, baseline', 'round 1 of 1, ours']);
  });

  it('ends at once when it is aborted, whatever runs', async () => {
    const stop = new AbortController();
    const contest = { baseline: () => new Promise<number>(() => {}), ours: async () => 2 };
    const running = interleave(contest, { rounds: 5, signal: stop.signal });
    stop.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
  });
});

describe('median', () => {
  it.each([
    [[7], 7],
    [[10, 1, 2], 2],
    [[4, 1, 3, 100], 3.5],
  ])('of %j is %d', (figures, expected) => {
    expect(median(figures)).toBe(expected);
  });

  it('does not exist without figures', () => {
    expect(() => median([])).toThrow(RangeError);
  });
});

describe('spread', () => {
  it('is the range as a share of the median', () => {
    expect(spread([9, 10, 12])).toBeCloseTo(0.3);
    expect(spread([5, 5])).toBe(0);
  });
});

describe('seconds', () => {
  it('passes on why the work failed', async () => {
    await expect(seconds(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  });
});

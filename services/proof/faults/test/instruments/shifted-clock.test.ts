import { runSuccessfully } from '@vc/local/command.ts';
import { silentProgress } from '@vc/local/progress.ts';
import { ensurePrograms } from '@vc/local/system-packages.ts';
import { beforeAll, expect, it } from 'vitest';
import { shiftClock, TRUE_CLOCK } from '../../instruments/shifted-clock.ts';

const HOUR_MS = 3_600_000;

beforeAll(() => ensurePrograms(['faketime'], silentProgress));

/** Milliseconds by which a Node process sees another time than we do. */
async function measureOffset(variables: Record<string, string>): Promise<number> {
  const command = [process.execPath, '-p', 'Date.now()'] as const;
  const shown = await runSuccessfully(command, { env: { ...process.env, ...variables } });
  return Number(shown) - Date.now();
}

it.each([
  ['+1h', HOUR_MS],
  ['-1h', -HOUR_MS],
])('%s', async (by, expected) => {
  const offset = await measureOffset(await shiftClock(by));
  expect(Math.abs(offset - expected)).toBeLessThan(HOUR_MS / 2);
});

it('is taken back', async () => {
  const offset = await measureOffset({ ...(await shiftClock('+1h')), ...TRUE_CLOCK });
  expect(Math.abs(offset)).toBeLessThan(HOUR_MS / 2);
});

import { expect, test } from 'vitest';
import { createProgress } from './progress.ts';

function recorder(isTTY: boolean) {
  let text = '';
  return {
    output: { isTTY, columns: 40, write: (more: string) => (text += more) },
    text: () => text,
  };
}

test('without a terminal a step is one line with its time', async () => {
  const { output, text } = recorder(false);
  expect(await createProgress(output).step('PostgreSQL', async () => 42)).toBe(42);
  expect(text()).toMatch(/^✓ PostgreSQL \d+\.\d s\n$/);
});

test('a step that fails is marked, and its error passed on', async () => {
  const { output, text } = recorder(false);
  const step = createProgress(output).step('RabbitMQ', () => Promise.reject(new Error('no')));
  await expect(step).rejects.toThrow('no');
  expect(text()).toMatch(/^✗ RabbitMQ /);
});

test('a terminal shows what runs, and finished steps stay above it', async () => {
  const { output, text } = recorder(true);
  const progress = createProgress(output);
  const long = Promise.withResolvers<void>();
  const running = progress.step('Long', () => long.promise);
  await progress.step('Short', async () => {});
  expect(text()).toContain('… Long');
  expect(text()).toMatch(/✓ Short \d+\.\d s\n… Long \d+\.\d s \n$/);
  long.resolve();
  await running;
  expect(text()).toMatch(/✓ Long \d+\.\d s\n$/);
});

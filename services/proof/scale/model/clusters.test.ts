import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { AS_DEPLOYED } from './clusters.ts';

const chart = (file: string) =>
  readFileSync(new URL(`../../../../apps/service/${file}`, import.meta.url), 'utf8');

/** The value behind the first such key after some text. */
function read(text: string, after: string, key: string): number {
  const value = new RegExp(`\\b${key}: (\\d+)`).exec(text.slice(text.indexOf(after)))?.[1];
  return Number(value);
}

test('the cluster that is simulated is the one that the charts make', () => {
  const converter = chart('services/converter.yaml');
  const values = chart('values.yaml');
  expect(AS_DEPLOYED).toMatchObject({
    min: read(converter, 'autoscaling:', 'min'),
    max: read(converter, 'autoscaling:', 'max'),
    messagesPerPod: read(converter, 'queue:', 'messagesPerPod'),
    downAfterSeconds: read(values, 'down:', 'afterSeconds'),
    downEverySeconds: read(values, 'down:', 'everySeconds'),
  });
});

test('messages that are worked on count, and no metric is cached', () => {
  const scaledObject = chart('templates/scaled-object.yaml');
  expect(scaledObject).toContain('excludeUnacknowledged: "false"');
  expect(scaledObject).not.toContain('useCachedMetrics');
  expect(scaledObject).not.toContain('scaleUp');
});

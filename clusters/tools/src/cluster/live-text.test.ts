import { expect, it } from 'vitest';
import { createLiveText } from './live-text.ts';

function record(isTTY: boolean) {
  let text = '';
  const output = {
    isTTY,
    write: (more: string) => {
      text += more;
    },
  };
  return { show: createLiveText(output), written: () => text };
}

it('replaces on a terminal what it has shown', () => {
  const { show, written } = record(true);
  show('a\nb');
  show('a\nc');
  expect(written()).toBe('a\nb\n\u001b[2F\u001b[Ja\nc\n');
});

it('writes elsewhere only what is new', () => {
  const { show, written } = record(false);
  show('a\nb');
  show('a\nb');
  show('a\nc');
  expect(written()).toBe('a\nb\nc\n');
});

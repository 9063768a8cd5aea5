import { runSuccessfully } from '@vc/local/command.ts';
import { expect, it } from 'vitest';
import { shellLine } from './shell-line.ts';

it('leaves plain words alone', () => {
  expect(shellLine(['aws', '--region=eu-central-1', 'file:///dev/stdin'])).toBe(
    'aws --region=eu-central-1 file:///dev/stdin',
  );
});

it.each(["it's", '$HOME', '', 'a b', '`id`', '{"a":["b"]}', 'new\nline'])(
  'gives the shell %j as one word',
  async word => {
    expect(await runSuccessfully(['sh', '-c', shellLine(['printf', '%s', word])])).toBe(word);
  },
);

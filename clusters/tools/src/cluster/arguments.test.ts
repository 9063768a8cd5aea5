import { expect, it } from 'vitest';
import { readArguments } from './arguments.ts';

it('reads a verb, a cluster and options', () => {
  expect(readArguments(['down', 'eks', '--dry-run', '--with-backups'])).toEqual({
    verb: 'down',
    name: 'eks',
    dryRun: true,
    yes: false,
    withBackups: true,
  });
});

it('reads what is left of an earlier cluster', () => {
  const { earlier } = readArguments(['up', 'local', '--git', 'a.bundle', '--sealing-key', 'key.json']);
  expect(earlier).toEqual({ git: 'a.bundle', sealingKey: 'key.json' });
});

it.each([
  ['no verb', [], 'Usage: '],
  ['no cluster', ['up'], 'Usage: '],
  ['a word too many', ['up', 'eks', 'now'], 'Usage: '],
  ['an unknown option', ['up', 'eks', '--force'], "Unknown option '--force'"],
  ['a verb that is a word of JavaScript', ['toString', 'eks'], 'Usage: '],
  ['a verb of another cluster', ['push', 'eks'], 'There is no push for eks.'],
  ['an option of another cluster', ['up', 'local', '--dry-run'], 'up local takes no --dry-run.'],
  ['a node that there is not', ['up', 'local', '--node', 'k3s'], 'There is no node k3s.'],
  ['an unknown cluster', ['up', 'gke'], 'There is no cluster "gke" to up; there is eks, local.'],
  ['half of an earlier cluster', ['up', 'local', '--git=a'], '--git and --sealing-key go together.'],
  // What destroys is typed by somebody.
  ['--yes for down', ['down', 'eks', '--yes'], 'down eks takes no --yes.'],
])('refuses %s', (_, args, message) => {
  expect(() => readArguments(args)).toThrow(message);
});

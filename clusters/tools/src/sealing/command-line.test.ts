import { expect, it } from 'vitest';
import { readSealRequest } from './command-line.ts';

const read = (line: string) => readSealRequest(line.split(' '));

it.each([
  ['--cluster eks', 'missing'],
  ['--cluster eks --all --yes', 'all'],
  ['--cluster eks --check', 'check'],
  ['--cluster eks --list', 'list'],
  ['--cluster eks smtp-url --stdin', { name: 'smtp-url' }],
  ['jwt-keys --cluster eks --step sign', { name: 'jwt-keys', step: 'sign' }],
])('reads %s', (line, what) => {
  expect(read(line)).toEqual({
    cluster: 'eks',
    what,
    stdin: line.includes('--stdin'),
    yes: line.includes('--yes'),
  });
});

it.each([
  '--check',
  '--cluster eks --check --list',
  '--cluster eks smtp-url --all',
  '--cluster eks smtp-url vapid-keys',
  '--cluster eks --stdin',
  '--cluster eks smtp-url --step sign',
  '--cluster eks jwt-keys --step all',
  '--cluster eks --nonsense',
])('answers %s with the usage', line => {
  expect(() => read(line)).toThrow('Usage: npm run seal');
});

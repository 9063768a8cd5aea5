import { expect, it } from 'vitest';
import { fillIn, readBackupCommands, readBlocks } from './documented-commands.ts';

it('reads blocks of commands', () => {
  expect(readBlocks('Text:\n\n    one\n    two\n\nand:\n\n    three\n\nEnd.\n')).toEqual([
    ['one', 'two'],
    ['three'],
  ]);
});

it.each(['postgres', 'mongodb'] as const)('finds how to back up and restore %s', async name => {
  const { backup, restore } = await readBackupCommands(name);
  expect(backup[0]).toContain(`--from=cronjob/${name}-backup`);
  expect(restore[1]).toContain('/scripts/restore.sh');
});

it('fills in names, and says of which it knows nothing', () => {
  expect(fillIn('aws s3 ls s3://<bucket>/', { bucket: 'b' })).toBe('aws s3 ls s3://b/');
  expect(() => fillIn('cp <time>', {})).toThrow('<time>');
});

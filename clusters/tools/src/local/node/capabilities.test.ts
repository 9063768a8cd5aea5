import { expect, it } from 'vitest';
import { requireCapabilities } from './capabilities.ts';
import { UnsuitableMachine } from './unsuitable-machine.ts';

const found = { findLack: async () => undefined };

it('has nothing against a machine that lacks nothing', async () => {
  await expect(requireCapabilities('/nowhere', [found, found])).resolves.toBeUndefined();
});

it('names the first thing that a machine lacks, and tries nothing after it', async () => {
  const never = {
    findLack: async () => {
      throw new Error('tried');
    },
  };
  const lacking = { findLack: async () => 'makes no bridges' };
  const required = requireCapabilities('/nowhere', [found, lacking, never]);
  await expect(required).rejects.toThrow('This machine makes no bridges, which a cluster needs.');
  await expect(required).rejects.toThrow(UnsuitableMachine);
});

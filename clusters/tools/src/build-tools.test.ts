import { expect, it } from 'vitest';
import { buildTools } from './build-tools.ts';
import { TOOLS, type ToolName } from './tools.ts';

/** A machine that takes as long for each program as the table says. */
function machine(minutes: number, there: readonly ToolName[] = []) {
  const built: ToolName[] = [];
  let left = minutes;
  const means = {
    minutesLeft: () => left,
    isThere: async (name: ToolName) => there.includes(name),
    build: async (name: ToolName) => {
      left -= TOOLS[name].minutes;
      built.push(name);
    },
  };
  return { built, means };
}

it('builds what is missing, the longest first', async () => {
  const { built, means } = machine(60, ['helm']);
  expect(await buildTools(['keda', 'helm', 'argocd', 'kustomize'], means)).toEqual([]);
  expect(built).toEqual(['keda', 'argocd', 'kustomize']);
});

it('begins nothing that would take longer than there is time, and tells what that is', async () => {
  const { built, means } = machine(10);
  expect(await buildTools(['keda', 'kustomize'], means)).toEqual(['keda']);
  expect(built).toEqual(['kustomize']);
});

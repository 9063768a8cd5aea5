import { expect, it, onTestFinished } from 'vitest';
import { downSteps } from '../../src/cluster/down.ts';
import { createRehearsal } from '../../src/cluster/session.ts';
import { rehearseSteps, type Step } from '../../src/cluster/step.ts';
import type { Target } from '../../src/cluster/target.ts';
import { upSteps } from '../../src/cluster/up.ts';
import { createInstallation, type Installation } from './installation.ts';

async function rehearse(
  { target, play }: Installation,
  steps: (target: Target) => Step[],
): Promise<string[]> {
  const lines: string[] = [];
  const rehearsal = createRehearsal(line => lines.push(line), play);
  const rehearsed = { ...target, session: rehearsal.session };
  await rehearseSteps(steps(rehearsed), rehearsal, line => lines.push(line));
  return lines.flatMap(line => line.split('\n'));
}

async function installation(): Promise<Installation> {
  const made = await createInstallation();
  onTestFinished(made.close);
  return made;
}

it('prints every command in order, which are those that `up` then runs, and runs none of them', async () => {
  const made = await installation();
  const lines = await rehearse(made, target => upSteps(target, made.means));
  expect(made.calls.filter(it => it.changes)).toEqual([]);

  await made.up();
  const programs = made.calls.filter(it => it.changes).map(({ line }) => line);
  const printed = lines.map(line => line.split(' | ').at(-1) ?? '');
  expect(printed.filter(line => programs.includes(line))).toEqual(programs);
  expect(lines.join('\n')).not.toContain('PRIVATE');
});

it('prints what can be pasted: what is given to a program is printed by another', async () => {
  const made = await installation();
  const lines = await rehearse(made, target => upSteps(target, made.means));
  expect(lines).toContainEqual(
    expect.stringMatching(
      /^kubectl kustomize --load-restrictor=LoadRestrictionsNone \S+ \| eksctl create cluster --config-file=-/,
    ),
  );
  expect(lines).toContainEqual(
    expect.stringMatching(/^npm run --silent render -- eks --yaml argocd \| kubectl \S+ apply --server-side/),
  );
});

it('tells of a cluster that is there only what is still to be done', async () => {
  const made = await installation();
  await made.up();
  const before = made.calls.length;
  const lines = await rehearse(made, target => upSteps(target, made.means));
  expect(made.calls.slice(before).filter(it => it.changes)).toEqual([]);
  expect(lines).toContain('# Cluster with nodes and add-ons (eksctl, about 20 min): nothing to do');
  expect(lines.some(line => line.includes('eksctl create'))).toBe(false);
});

it('works without credentials, and takes everything for missing', async () => {
  const made = await installation();
  made.world.account = '';
  const lines = await rehearse(made, target => upSteps(target, made.means));
  expect(lines.filter(line => line.startsWith('# not yet: '))).toHaveLength(1);
  expect(lines.some(line => line.includes('eksctl create cluster'))).toBe(true);
});

it('shows what `down` would do, volume by volume, and touches nothing', async () => {
  const made = await installation();
  await made.up();
  Object.assign(made.world.cluster?.objects ?? {}, { 'PersistentVolume//vol-1': { isKept: true } });
  const before = made.calls.length;
  const lines = await rehearse(made, target => downSteps(target, { withBackups: true }));
  expect(made.calls.slice(before).filter(it => it.changes)).toEqual([]);
  expect(lines.join('\n')).toMatch(
    /scale statefulset[\s\S]* patch persistentvolume\/vol-1 [\s\S]*eksctl delete cluster/,
  );
});

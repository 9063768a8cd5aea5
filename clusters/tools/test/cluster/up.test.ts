import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createInstallation, type Installation } from './installation.ts';
import { tryUntilDone } from './persistence.ts';

async function installation(how?: { inEarnest: boolean }): Promise<Installation> {
  const made = await createInstallation(how);
  onTestFinished(made.close);
  return made;
}

/** What there is in the end, without what says how it came about. */
async function result({ world, target }: Pick<Installation, 'world' | 'target'>) {
  const certificate = await readFile(join(target.repository, 'clusters/eks/secrets/certificate.pem'), 'utf8');
  const kept = JSON.parse(world.sealingKey?.value ?? '{}');
  const { objects = {}, looks: _, ...cluster } = world.cluster ?? {};
  const secret = objects['Secret/sealed-secrets/sealing-key'] as { stringData: Record<string, string> };
  return {
    ...world,
    sealingKey: {
      isInGit: certificate === kept.certificate,
      isInCluster:
        secret?.stringData['tls.key'] === kept.privateKey && secret.stringData['tls.crt'] === certificate,
    },
    cluster: { ...cluster, objects: Object.keys(objects).sort() },
  };
}

it('makes a cluster from nothing, and the second time only compares', async () => {
  const made = await installation({ inEarnest: true });
  await made.up();
  expect(await result(made)).toMatchObject({
    stack: { status: 'CREATE_COMPLETE' },
    sealingKey: { isInGit: true, isInCluster: true },
    cluster: { status: 'ACTIVE', nodes: [3, 6], controllers: 1 },
  });
  expect(made.printed.at(-1)).toMatch(/· {2}gateway .* CI has not built its image/);

  const first = made.calls.length;
  await made.up();
  const changes = made.calls.slice(first).filter(it => it.changes);
  expect(changes.map(({ line }) => line.split(' ').slice(2, 4).join(' '))).toEqual([
    'cloudformation deploy',
    'eks update-kubeconfig',
  ]);
});

it.each(['before', 'after'] as const)(
  'comes to the same end when every single call fails once, %s its effect',
  async when => {
    const smooth = await installation();
    await smooth.up();
    const broken = await installation();
    broken.failEachOnce(when);
    await tryUntilDone(broken, broken.up, 'npm run cluster -- up eks');
    expect(await result(broken)).toEqual(await result(smooth));
    expect(broken.failed().length).toBeGreaterThan(when === 'before' ? 40 : 12);
  },
);

it('goes on with the cluster that an interrupted run had CloudFormation make', async () => {
  const made = await installation();
  await made.up();
  Object.assign(made.world.cluster ?? {}, {
    status: 'CREATING',
    nodes: undefined,
    addOns: [],
    identities: [],
  });
  await made.up();
  expect(made.world.cluster).toMatchObject({ status: 'ACTIVE', nodes: [3, 6] });
  expect(made.world.cluster?.identities).toContain('kube-system/aws-load-balancer-controller');
});

it('clears away what a cluster that could not be made has left, and makes it', async () => {
  const made = await installation();
  await made.up();
  made.world.cluster = undefined; // its stack is still there, in ROLLBACK_COMPLETE
  await made.up();
  expect(made.world).toHaveProperty(['cluster', 'objects', 'Application/argocd/root']);
});

it('brings nodes to what the settings say', async () => {
  const made = await installation();
  await made.up();
  Object.assign(made.world.cluster ?? {}, { nodes: [1, 2] });
  await made.up();
  expect(made.world.cluster?.nodes).toEqual([3, 6]);
});

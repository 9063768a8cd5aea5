import { expect, it, onTestFinished } from 'vitest';
import { createInstallation, type Installation } from './installation.ts';
import { tryUntilDone } from './persistence.ts';
import { emptyWorld } from './world.ts';

/** GitHub's provider stays, on which other projects may rely by then. */
const NOTHING = { ...emptyWorld(), stack: undefined, cluster: undefined, hasGitHubProvider: true };

/** A cluster that has been used: with videos, backups, and a load balancer. */
async function usedCluster(how?: { inEarnest: boolean }): Promise<Installation> {
  const made = await createInstallation(how);
  onTestFinished(made.close);
  const { world } = made;
  await made.up();
  Object.assign(world.cluster?.objects ?? {}, {
    'Ingress/video-converter/gateway': {},
    'PersistentVolume//vol-1': { isKept: true },
    'PersistentVolume//vol-2': { isKept: true },
  });
  world.volumes = ['vol-1', 'vol-2'];
  world.loadBalancers = [
    'arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/k8s-gateway/1',
  ];
  world.bucket = ['postgres/1.dump', 'mongodb/1.archive'];
  return made;
}

it('removes all but backups and sealing key', async () => {
  const { down, world } = await usedCluster({ inEarnest: true });
  await down();
  expect(world).toEqual({
    ...NOTHING,
    bucket: ['postgres/1.dump', 'mongodb/1.archive'],
    sealingKey: expect.objectContaining({ isDeleted: false }),
  });
});

it('removes these as well when asked to; the key can be had back', async () => {
  const { down, world } = await usedCluster();
  await down({ withBackups: true });
  expect(world).toEqual({
    ...NOTHING,
    bucket: undefined,
    sealingKey: expect.objectContaining({ isDeleted: true }),
  });
});

it('has nothing to change where there is nothing', async () => {
  const { down, calls, world } = await usedCluster();
  await down();
  const before = calls.length;
  await down();
  expect(calls.slice(before).filter(it => it.changes)).toEqual([]);
  expect(world.cluster).toBeUndefined();
});

it('removes what the cluster did not remove itself', async () => {
  const { down, world } = await usedCluster();
  // The cluster was deleted in the console, and left these behind.
  world.cluster = undefined;
  world.securityGroups = ['sg-balancer'];
  world.rules = [['sg-nodes', 'sgr-1']];
  await down();
  expect(world).toMatchObject({ volumes: [], loadBalancers: [], securityGroups: [], logs: [], stacks: [] });
});

it('does not wait for what only nodes could do, when these are gone', async () => {
  const { down, world, calls } = await usedCluster();
  Object.assign(world.cluster ?? {}, { nodes: undefined }); // eksctl was interrupted after it had removed them
  const before = calls.length;
  await down();
  expect(calls.slice(before).some(({ line }) => line.startsWith('kubectl'))).toBe(false);
  expect(world).toMatchObject({ cluster: undefined, volumes: [], loadBalancers: [], stacks: [] });
});

it.each(['before', 'after'] as const)(
  'comes to the same end when every single call fails once, %s its effect',
  async when => {
    const broken = await usedCluster();
    broken.failEachOnce(when);
    await tryUntilDone(broken, () => broken.down({ withBackups: true }), 'npm run cluster -- down eks');
    expect(broken.world).toEqual({ ...NOTHING, bucket: undefined, sealingKey: expect.anything() });
    expect(broken.failed().length).toBeGreaterThan(when === 'before' ? 20 : 8);
  },
);

it('gives way to another `up`, which finds backups and key', async () => {
  const { up, down, world } = await usedCluster();
  const key = world.sealingKey?.value;
  await down();
  await up();
  expect(world.sealingKey?.value).toBe(key);
  expect(world.bucket).toHaveLength(2);
  expect(world.cluster?.objects).toHaveProperty(['Application/argocd/root']);
});

it('takes the sealing key back that was deleted with the backups', async () => {
  const { up, down, world } = await usedCluster();
  const key = world.sealingKey?.value;
  await down({ withBackups: true });
  await up();
  expect(world.sealingKey).toEqual({ value: key, isDeleted: false });
});

it('can be stopped half-way, and all be brought up again', async () => {
  const { up, world } = await usedCluster();
  world.cluster = world.cluster && { ...world.cluster, controllers: 0 }; // Argo CD has been stopped
  await up();
  expect(world.cluster?.controllers).toBe(1);
});

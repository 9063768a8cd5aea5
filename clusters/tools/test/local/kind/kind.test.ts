import { existsSync } from 'node:fs';
import { silentProgress } from '@vc/local/progress.ts';
import { expect, it, onTestFinished } from 'vitest';
import { ensureImages } from '../../../src/local/images/ensure-images.ts';
import { kindNode } from '../../../src/local/kind/kind-node.ts';
import { findKindNode, startKindNode, stopKindNode } from '../../../src/local/kind/lifecycle.ts';
import { whyNotKind } from '../../../src/local/kind/preflight.ts';
import { REPOSITORY } from '../../../src/repository.ts';
import { createKindMachine } from './world.ts';

async function machine() {
  const made = await createKindMachine();
  onTestFinished(() => made.close());
  return made;
}

it('makes a cluster with the networks of ours and NodePorts on 127.0.0.1, once', async () => {
  const { world, folder, changes } = await machine();
  const mount = { hostPath: '/backups', containerPath: '/var/lib/backups' };
  await startKindNode(silentProgress, [mount], folder);
  const port = (number: number) => ({
    containerPort: number,
    hostPort: number,
    listenAddress: '127.0.0.1',
    protocol: 'TCP',
  });
  expect(world.configuration).toEqual({
    kind: 'Cluster',
    apiVersion: 'kind.x-k8s.io/v1alpha4',
    networking: { podSubnet: '10.66.0.0/18', serviceSubnet: '10.66.128.0/18' },
    nodes: [
      {
        role: 'control-plane',
        extraPortMappings: [port(30002), port(30080), port(30090), port(30091)],
        extraMounts: [mount],
        kubeadmConfigPatches: ['kind: KubeletConfiguration\nserverTLSBootstrap: true\n'],
      },
    ],
  });
  expect(world.isApproved).toBe(true);
  const before = changes().length;
  await startKindNode(silentProgress, [mount], folder);
  expect(changes()).toHaveLength(before);
});

it('starts a node that was stopped', async () => {
  const { world, folder, changes } = await machine();
  await startKindNode(silentProgress, [], folder);
  world.container = 'stopped';
  expect(await findKindNode(folder)).toBeUndefined();
  await startKindNode(silentProgress, [], folder);
  expect(changes().at(-1)).toBe('docker start video-converter-control-plane');
  expect(await findKindNode(folder)).toBeDefined();
});

it('begins anew after a run that was interrupted', async () => {
  const { world, folder, changes } = await machine();
  world.container = 'running'; // but kind has not written a kubeconfig
  await startKindNode(silentProgress, [], folder);
  expect(changes()[0]).toBe('kind delete cluster --name=video-converter');
  expect(changes()[1]).toMatch(/^kind create cluster /);
});

it('removes all of it, twice as well', async () => {
  const { world, folder } = await machine();
  await startKindNode(silentProgress, [], folder);
  await stopKindNode(silentProgress, folder);
  expect(world.container).toBeUndefined();
  expect(existsSync(folder)).toBe(false);
  await stopKindNode(silentProgress, folder);
});

it('builds and loads the images that no registry has, known by the digests that manifests ask for', async () => {
  const { world, folder, changes } = await machine();
  const node = await startKindNode(silentProgress, [], folder);
  const images = await ensureImages(node, silentProgress, REPOSITORY);

  expect(images.flatMap(({ service }) => service ?? []).toSorted()).toEqual([
    'auth',
    'converter',
    'gateway',
    'notification',
    'queue-init',
  ]);
  expect(new Set(Object.values(world.built))).toEqual(
    new Set(['', 'auth', 'converter', 'gateway', 'notification', 'queue-init']),
  );
  for (const { name, digest } of images) expect(world.node[name]).toBe(digest);
  expect(images.map(({ name }) => name)).toContain('localhost/video-converter/mail-sink:local');
  for (const { service, name, digest } of images.filter(it => it.service)) {
    expect(name).toBe(`localhost/video-converter/${service}@${digest}`);
  }

  const before = changes().length;
  expect(await ensureImages(node, silentProgress, REPOSITORY)).toEqual(images);
  expect(
    changes()
      .slice(before)
      .every(line => / images tag /.test(line)),
  ).toBe(true);
});

it('ends containers inside of the node', async () => {
  const { folder, changes } = await machine();
  await kindNode(folder, silentProgress).killContainer('abc');
  expect(changes()).toEqual([
    'docker exec video-converter-control-plane ctr --namespace=k8s.io tasks kill --signal=SIGKILL abc',
  ]);
});

it('can be had where an engine with version 2 of control groups and a registry answer', async () => {
  const { world } = await machine();
  expect(await whyNotKind()).toBeUndefined();
  world.hasRegistry = false;
  expect(await whyNotKind()).toBe('no registry answers that has images of nodes');
  world.cgroupVersion = '1';
  expect(await whyNotKind()).toBe('the Docker engine has control groups of version 1, and kind needs 2');
  delete world.cgroupVersion;
  expect(await whyNotKind()).toBe('no Docker engine answers');
});

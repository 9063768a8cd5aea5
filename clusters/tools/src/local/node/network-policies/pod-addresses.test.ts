import { expect, it } from 'vitest';
import { podsWithAddresses } from './cluster-objects.ts';
import { parseNote } from './pod-addresses.ts';

const note = (networkName: string, address: string) =>
  JSON.stringify({
    networkName,
    cniArgs: [
      ['IgnoreUnknown', '1'],
      ['K8S_POD_UID', 'uid-1'],
    ],
    result: { ips: [{ address }] },
  });

it('knows the address of a pod from what CNI has noted', () => {
  expect(parseNote(note('video-converter', '10.66.0.27/18'))).toEqual([['uid-1', '10.66.0.27']]);
});

it('passes over loopbacks, and notes that are not yet written', () => {
  expect(parseNote(note('cni-loopback', '127.0.0.1/8'))).toEqual([]);
  expect(parseNote('')).toEqual([]);
  expect(parseNote(note('video-converter', '10.66.0.27/18').slice(0, 30))).toEqual([]);
});

it('counts a pod for each of its addresses, with its ports, and not at all without one', () => {
  const pod = {
    metadata: { name: 'web', namespace: 'front', uid: 'uid-1', labels: { app: 'web' } },
    spec: { containers: [{ ports: [{ name: 'http', containerPort: 8080 }] }, {}] },
  };
  const other = { ...pod, metadata: { ...pod.metadata, uid: 'uid-2' } };
  expect(podsWithAddresses([pod, other], new Map([['uid-1', ['10.66.0.2', '10.66.0.3']]]))).toEqual(
    ['10.66.0.2', '10.66.0.3'].map(address => ({
      namespace: 'front',
      name: 'web',
      labels: { app: 'web' },
      address,
      ports: [{ name: 'http', number: 8080, protocol: 'TCP' }],
    })),
  );
});

import { expect, it } from 'vitest';
import { fullImageName } from './images.ts';

it.each([
  ['postgres:18', 'docker.io/library/postgres:18'],
  ['rancher/local-path-provisioner:v0.0.30', 'docker.io/rancher/local-path-provisioner:v0.0.30'],
  ['quay.io/argoproj/argocd:v3.6.1', 'quay.io/argoproj/argocd:v3.6.1'],
  ['localhost/video-converter/auth@sha256:0a', 'localhost/video-converter/auth@sha256:0a'],
  ['registry:5000/a', 'registry:5000/a'],
])('names %s in full', (name, expected) => {
  expect(fullImageName(name)).toBe(expected);
});

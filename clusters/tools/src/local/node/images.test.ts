import { expect, it } from 'vitest';
import { fullImageName, parseDigest } from './images.ts';

it.each([
  ['postgres:18', 'docker.io/library/postgres:18'],
  ['rancher/local-path-provisioner:v0.0.30', 'docker.io/rancher/local-path-provisioner:v0.0.30'],
  ['quay.io/argoproj/argocd:v3.6.1', 'quay.io/argoproj/argocd:v3.6.1'],
  ['localhost/video-converter/auth@sha256:0a', 'localhost/video-converter/auth@sha256:0a'],
  ['registry:5000/a', 'registry:5000/a'],
])('names %s in full', (name, expected) => {
  expect(fullImageName(name)).toBe(expected);
});

it('reads the digest of an image, whose name may hold another one', () => {
  const headings = 'REF TYPE DIGEST SIZE PLATFORMS LABELS';
  const image =
    'localhost/a@sha256:0a application/vnd.oci.image.manifest.v1+json sha256:1b 35.1 MiB linux/amd64 -';
  expect(parseDigest(`${headings}\n${image}\n`)).toBe('sha256:1b');
  expect(parseDigest(`${headings}\n`)).toBeUndefined();
});

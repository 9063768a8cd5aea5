import { expect, it } from 'vitest';
import { missingImages } from './asked-images.ts';

const MAKERS = { services: ['auth', 'queue-init'], replaced: ['docker.io/library/postgres:18.4-bookworm'] };

it('misses nothing where each image is ours or has a stand-in', () => {
  const digest = `sha256:${'a'.repeat(64)}`;
  const asked = [
    'docker.io/library/postgres:18.4-bookworm',
    `registry.example/video-converter/auth@${digest}`,
    `localhost/video-converter/queue-init@${digest}`,
  ];
  expect(missingImages(asked, MAKERS)).toEqual([]);
});

it('names what nobody makes, and another version of what somebody makes', () => {
  const asked = [
    'docker.io/library/postgres:18.5-bookworm',
    'localhost:5000/cache',
    'gcr.io/video-converter/auth:1',
  ];
  expect(missingImages(asked, MAKERS)).toEqual([
    'docker.io/library/postgres:18.5-bookworm is asked for, but the stand-in is one for docker.io/library/postgres:18.4-bookworm',
    'localhost:5000/cache has no stand-in in clusters/local/stand-ins',
    'gcr.io/video-converter/auth:1 has no stand-in in clusters/local/stand-ins',
  ]);
});

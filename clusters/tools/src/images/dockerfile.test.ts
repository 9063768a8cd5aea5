import { expect, it } from 'vitest';
import { copiedPaths, imageNames, parseDockerfile } from './dockerfile.ts';

const STAGES = parseDockerfile(`# FROM nothing AS comment
FROM node:24 AS base
FROM base AS packages
COPY package.json package-lock.json ./
# COPY forgotten ./
RUN npm ci && \\
    echo COPY nothing
COPY --chown=1:1 lib/a/package.json \\
  lib/a/
FROM base AS web
COPY --from=packages /app/node_modules ./
COPY services/web services/web
FROM base AS worker
COPY services/worker services/worker
`);

it('finds the images: what no other stage builds on', () => {
  expect(imageNames(STAGES)).toEqual(['web', 'worker']);
});

it('collects what an image and the stages below it copy', () => {
  expect(copiedPaths(STAGES, 'web')).toEqual([
    'package.json',
    'package-lock.json',
    'lib/a/package.json',
    'services/web',
  ]);
  expect(copiedPaths(STAGES, 'worker')).toEqual(['services/worker']);
});

import type { Container } from '../kubernetes/objects.ts';
import { findInContainers } from '../kubernetes/workloads.ts';
import type { Rule } from './rule.ts';

const DIGEST = /@sha256:[0-9a-f]{64}$/;
const FULL_VERSION = /^v?\d+\.\d+\.\d+/;
/** PostgreSQL's versions have two parts since 10: 18.4 is never built from other sources. */
const TWO_PARTS: Record<string, RegExp> = { postgres: /^\d+\.\d+/ };

/** What runs must be what was tested: a tag that moves (`latest`, `8`, `4.3`) makes a node start something else. */
export const imagesRule: Rule = {
  name: 'an image is named by its digest or by a full version',
  find: manifests => findInContainers(manifests, problems),
};

function problems({ image = '' }: Container): string[] {
  if (DIGEST.test(image)) return [];
  const [, tag = ''] = image.split(/:(?=[^/]*$)/);
  return (TWO_PARTS[imageName(image)] ?? FULL_VERSION).test(tag) ? [] : [`the image "${image}" may change`];
}

/** The images that we build ourselves (services/Dockerfile), by the last part of their names. */
export const OURS: readonly string[] = ['auth', 'gateway', 'converter', 'notification', 'queue-init'];

/** tini is the entry point of our images: it passes signals on from the first moment (services/Dockerfile). */
export const entryPointsRule: Rule = {
  name: 'no command replaces the entry point of our images',
  find: manifests =>
    findInContainers(manifests, ({ image, command }) => {
      const name = imageName(image);
      return command && OURS.includes(name) ? [`command replaces the entry point of ${name}; use args`] : [];
    }),
};

/** `auth` of `registry.example:5000/video-converter/auth@sha256:…`. */
export function imageName(image = ''): string {
  return image.split('/').at(-1)?.split(/[@:]/)[0] ?? '';
}

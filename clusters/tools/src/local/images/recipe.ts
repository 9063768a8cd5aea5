import type { BuildInput } from './build-inputs.ts';

/** An image that can be built, and what it is called. */
export interface ImageRecipe {
  /** Of its folder, or of its service. */
  name: string;
  /** Changes with everything that decides on the image. */
  key: string;
  /** What manifests, or Dockerfiles, ask for; an image of our own is asked for by its digest. */
  replaces?: string;
  /** The service, if it is one of ours. */
  service?: string;
  inputs: readonly BuildInput[];
  /** Makes what else belongs into the context, below `work`, where that takes long. */
  prepare?(work: string): Promise<BuildInput[]>;
  /** Relative to the context. */
  dockerfile: string;
  target?: string;
}

/** Names of ours belong to no registry, so that nobody tries to pull them. */
export const REPOSITORY_PREFIX = 'localhost/video-converter';

/** What an image is called in the engine that builds it. */
export function buildTag({ name, key }: Pick<ImageRecipe, 'name' | 'key'>): string {
  return `${REPOSITORY_PREFIX}/${name}:${key}`;
}

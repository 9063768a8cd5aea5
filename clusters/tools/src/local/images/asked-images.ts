import type { Manifest } from '../../kubernetes/objects.ts';
import { containersOf, workloadsOf } from '../../kubernetes/workloads.ts';

/** The images that the pods of a cluster ask for, each once. */
export function askedImages(manifests: readonly Manifest[]): string[] {
  const images = workloadsOf(manifests)
    .flatMap(({ pod }) => containersOf(pod))
    .flatMap(({ image }) => image ?? []);
  return [...new Set(images)].sort();
}

/** Who makes an image. */
export interface ImageMakers {
  /** Names of our services. */
  services: readonly string[];
  /** What stand-ins stand in for. */
  replaced: readonly string[];
}

/**
 * What a cluster asks for and nobody here makes, one sentence each. Ours are known by the service's name, in whichever registry
 * and of whichever digest.
 */
export function missingImages(asked: readonly string[], { services, replaced }: ImageMakers): string[] {
  return asked
    .filter(image => !replaced.includes(image) && !isOurs(image, services))
    .map(image => {
      const other = replaced.find(it => repositoryOf(it) === repositoryOf(image));
      return other
        ? `${image} is asked for, but the stand-in is one for ${other}`
        : `${image} has no stand-in in clusters/local/stand-ins`;
    });
}

function isOurs(image: string, services: readonly string[]): boolean {
  return services.some(service => image.includes(`/video-converter/${service}@sha256:`));
}

/** Without tag and digest. */
function repositoryOf(image: string): string {
  return image.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
}

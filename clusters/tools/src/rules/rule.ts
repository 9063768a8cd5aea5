import type { Manifest } from '../kubernetes/objects.ts';

/** Something that must hold of all that is deployed; `find` returns a sentence for each place where it does not. */
export interface Rule {
  name: string;
  find(manifests: readonly Manifest[]): string[];
}

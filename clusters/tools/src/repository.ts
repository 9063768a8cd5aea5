import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const REPOSITORY: string = fileURLToPath(new URL('../../..', import.meta.url));

/** What stands in for a cluster where none is named: sizes and digests that are made up. */
export const EXAMPLE_CLUSTER: string = fileURLToPath(new URL('../test/example', import.meta.url));

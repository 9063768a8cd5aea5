import * as initial from './0001-initial.ts';

/** Every migration of schema `notification`, in order; a released one never changes. */
export const migrations = { '0001-initial': initial };

import * as initial from './0001-initial.ts';
import * as pages from './0002-pages.ts';
import * as held from './0003-held.ts';

/** Every migration of schema `jobs`, in order; a released one never changes. */
export const migrations = { '0001-initial': initial, '0002-pages': pages, '0003-held': held };

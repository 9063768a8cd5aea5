import { withoutSuffix } from '../../sources.ts';
import type { ClusterRule } from './cluster-rule.ts';

/** A whole version or a commit; a branch, `HEAD`, `v3` or `v3.*` means something else tomorrow. */
export const PINNED = /^(?:v?\d+\.\d+\.\d+|[0-9a-f]{40})$/;

/** What others deploy changes by a commit of ours, and not by one of theirs. */
export const pinnedRule: ClusterRule = {
  name: 'sources of others are pinned to a whole version or a commit',
  find: ({ own, applications }) =>
    applications.flatMap(({ name, sources }) =>
      sources
        .filter(({ repoURL }) => withoutSuffix(repoURL) !== withoutSuffix(own.repository))
        .filter(({ targetRevision = 'HEAD' }) => !PINNED.test(targetRevision))
        .map(
          ({ repoURL, targetRevision = 'HEAD' }) =>
            `Application ${name}: ${repoURL} at ${targetRevision} may change`,
        ),
    ),
};

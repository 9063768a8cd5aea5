import { describe, type Manifest } from '../../kubernetes/objects.ts';
import type { Application } from '../../rendering/application.ts';
import { findSecrets } from '../secrets.ts';
import { type ClusterRule, objectsOf } from './cluster-rule.ts';

/** Argo CD reads such a value from another Secret: `$webhook:github-secret`. */
const REFERENCE = /^\$[\w.-]+:[\w.-]+$/;

/** A Secret without data is a place that a program fills in the cluster; one with data is in git, for all to read. */
export const plaintextRule: ClusterRule = {
  name: 'no Secret has data from git, and nothing has a secret in it',
  find: cluster =>
    objectsOf(cluster).flatMap(({ application, manifest }) => [
      ...(hasData(manifest) && !isMadeByRendering(application, manifest)
        ? [`${describe(manifest)} has data: seal it`]
        : []),
      ...findSecrets(manifest).map(problem => `${describe(manifest)}: ${problem}`),
    ]),
};

function hasData({
  kind,
  data = {},
  stringData = {},
}: Manifest & { stringData?: Record<string, string> }): boolean {
  const decoded = Object.values(data).map(value => Buffer.from(value, 'base64').toString());
  return (
    kind === 'Secret' && [...decoded, ...Object.values(stringData)].some(value => !REFERENCE.test(value))
  );
}

/** A chart of others that makes a certificate anew each time: the Application must not apply it again, so it says so. */
function isMadeByRendering({ ignoreDifferences }: Application, { kind, metadata }: Manifest): boolean {
  return ignoreDifferences.some(
    ignored =>
      ignored.kind === kind && ignored.name === metadata.name && ignored.jsonPointers?.includes('/data'),
  );
}

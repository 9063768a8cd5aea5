import { runSuccessfully } from '@vc/local/command.ts';
import { type ClusterTarget, kubectl } from '../../cluster/target.ts';

/** What somebody may do, as a SelfSubjectRulesReview tells it. */
export interface RulesReview {
  status: {
    resourceRules: { verbs: string[]; apiGroups: string[]; resources: string[] }[];
    nonResourceRules: { verbs: string[]; nonResourceURLs: string[] }[];
  };
}

/** Rights that somebody has beyond those of everybody: to ask what he himself may do, and to find out which APIs there are. */
export function surplusRights({ status }: RulesReview): string[] {
  const aboutOneself = (resource: string) => /^selfsubject\w*reviews$/.test(resource);
  return [
    ...status.resourceRules.filter(
      ({ verbs, resources }) => !(verbs.every(verb => verb === 'create') && resources.every(aboutOneself)),
    ),
    ...status.nonResourceRules.filter(({ verbs }) => verbs.some(verb => verb !== 'get')),
  ].map(rule => JSON.stringify(rule));
}

/** Asks as a service account. */
export async function reviewRights(
  target: ClusterTarget,
  namespace: string,
  account: string,
): Promise<RulesReview> {
  const as = `--as=system:serviceaccount:${namespace}:${account}`;
  const path = '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews';
  const review = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectRulesReview',
    spec: { namespace },
  };
  const text = await runSuccessfully(kubectl(target, as, 'create', '--raw', path, '--filename=-'), {
    input: JSON.stringify(review),
  });
  return JSON.parse(text) as RulesReview;
}

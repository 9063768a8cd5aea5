import { DATA_FLOW } from '../data-flow.ts';
import { autoscalingRule } from './autoscaling.ts';
import { claimsRule } from './claims.ts';
import { disruptionRule } from './disruption.ts';
import { entryPointsRule, imagesRule } from './images.ts';
import { networkRule } from './network.ts';
import { podSecurityRule } from './pod-security.ts';
import { probesRule } from './probes.ts';
import { resourcesRule } from './resources.ts';
import type { Rule } from './rule.ts';
import { secretsRule } from './secrets.ts';
import { selectorsRule } from './selectors.ts';
import { serviceAccountsRule } from './service-accounts.ts';
import { textRule } from './text.ts';

/** What must hold of all apps of a cluster together, wherever the cluster is. */
export const OBJECT_RULES: readonly Rule[] = [
  textRule,
  podSecurityRule,
  serviceAccountsRule,
  secretsRule,
  imagesRule,
  entryPointsRule,
  resourcesRule,
  probesRule,
  selectorsRule,
  disruptionRule,
  autoscalingRule,
  claimsRule,
];

/** What must hold of all apps together. */
export const DEPLOYMENT_RULES: readonly Rule[] = [...OBJECT_RULES, networkRule(DATA_FLOW)];

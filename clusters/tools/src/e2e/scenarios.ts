import { badPush } from './bad-push.ts';
import { disturbance } from './disturbance.ts';
import { drift } from './drift.ts';
import { fromNothing } from './from-nothing.ts';
import { policy } from './policy.ts';
import { pushToRunning } from './push-to-running.ts';
import { recovery } from './recovery.ts';
import { rotateSecrets } from './rotate-secrets.ts';
import { runWhenChanged } from './run-when-changed.ts';
import { scaling } from './scaling.ts';
import type { Scenario } from './scenario.ts';

/** All there are, in the order in which they are played on one cluster. */
export const SCENARIOS: readonly Scenario[] = [
  fromNothing,
  pushToRunning,
  badPush,
  drift,
  rotateSecrets,
  runWhenChanged,
  disturbance,
  policy,
  scaling,
  recovery,
];

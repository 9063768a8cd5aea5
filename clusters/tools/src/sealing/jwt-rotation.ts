import { generateJwtKey } from '@vc/local/product/secrets.ts';
import { SetupError } from '@vc/local/setup-error.ts';
import { assign } from './assignments.ts';
import { titleOf } from './inventory.ts';
import { readLiveKey } from './live-secret.ts';
import { type Changes, readOwnSecrets, type SealedCluster, sealInto } from './sealed-cluster.ts';

/** The steps of a rotation of auth's signing key that no token and no login notices, in their order (services/auth/README.md). */
export const JWT_STEPS = ['publish', 'sign', 'retire'] as const;

/** One of them. */
export type JwtStep = (typeof JWT_STEPS)[number];

/** Annotation of a SealedSecret that says which step was the last. */
const STEP_ANNOTATION = 'video-converter/jwt-keys';

/** What the SealedSecret says when there is one key, and no rotation under way. */
export const ROTATION_ENDED = { [STEP_ANNOTATION]: 'retire' satisfies JwtStep };

/** Of the Secret that holds the keys, and its key. */
const PLACE = { namespace: 'video-converter', name: 'auth', key: 'jwt-keys' };

const PEM_BLOCK = /-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----\n?/g;

/** The keys after a step. The first signs; all are published, so that tokens signed by any of them are believed. */
export function keysAfter(step: JwtStep, keys: string, generate: () => string = generateJwtKey): string {
  const [first = '', second = '', ...others] = (keys.match(PEM_BLOCK) ?? []).map(
    block => `${block.trimEnd()}\n`,
  );
  const expected = step === 'publish' ? 1 : 2;
  const isExpected = others.length === 0 && Number(first !== '') + Number(second !== '') === expected;
  if (!isExpected)
    throw new SetupError(
      `Before --step ${step} auth should have ${expected} signing key(s), and it has not.`,
    );
  return { publish: first + generate(), sign: second + first, retire: first }[step];
}

/**
 * Takes one step. The keys come from the running cluster, since what is sealed cannot be read; they pass through this
 * process alone.
 *
 * @param kubectl the program, with arguments that name the cluster
 */
export async function rotateJwtKeys(
  cluster: SealedCluster,
  step: JwtStep,
  kubectl: readonly [string, ...string[]],
): Promise<Changes> {
  const sealed = await readOwnSecrets(cluster);
  const secret = sealed.get(titleOf(PLACE));
  const last = secret?.metadata?.annotations?.[STEP_ANNOTATION] ?? 'retire';
  const next = stepAfter(last);
  if (step !== next) {
    throw new SetupError(
      last === 'retire'
        ? `A rotation begins with --step ${next}.`
        : `The last step was ${last}: now comes --step ${next}.`,
    );
  }
  const current = await readLiveKey(kubectl, PLACE, secret?.spec?.encryptedData?.[PLACE.key]);
  return sealInto(cluster, sealed, assign(cluster.inventory, 'jwt-keys', keysAfter(step, current)), {
    [STEP_ANNOTATION]: step,
  });
}

/** What comes after a step, by the name that an annotation has. */
function stepAfter(last: string): JwtStep {
  const steps: readonly string[] = JWT_STEPS;
  return JWT_STEPS[(steps.indexOf(last) + 1) % JWT_STEPS.length] ?? 'publish';
}

/** What to do after a step. */
export function afterJwtStep(step: JwtStep, command: string): string {
  return {
    publish: `Push; when every auth has restarted, give the gateways a minute to fetch the keys; then \`${command} --step sign\`.`,
    sign: `Push; when every auth has restarted, wait as long as a token lives (TOKEN_TTL, 12 hours); then \`${command} --step retire\`.`,
    retire: 'Push; then the old key is gone.',
  }[step];
}

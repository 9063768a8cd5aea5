/** A public address; no connection leaves this machine, see `dial.ts`. */
export const PUBLIC_ADDRESS = '93.184.215.14';

/**
 * What the names of the pretended internet, and all below them, resolve to: at the first question, at the second, and so on;
 * the last answer stays.
 */
export const NAMES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'public.example': [[PUBLIC_ADDRESS]],
  'redirect.example': [[PUBLIC_ADDRESS]],
  'rebinding.example': [[PUBLIC_ADDRESS], ['127.0.0.1']],
  'mixed.example': [[PUBLIC_ADDRESS, '127.0.0.1']],
  'loopback.example': [['127.0.0.1']],
  'metadata.example': [['169.254.169.254']],
  'private.example': [['10.0.0.1']],
  'shared.example': [['100.64.0.1']],
  'unspecified.example': [['0.0.0.0']],
  'loopback6.example': [['::1']],
  'link-local6.example': [['fe80::1']],
  'unique-local6.example': [['fd00:ec2::254']],
  'mapped6.example': [['::ffff:127.0.0.1']],
};

/** What a host resolves to when it is asked for the `times`-th time, from 0 on; undefined where it is not one of ours. */
export function answerFor(host: string, times: number): readonly string[] | undefined {
  const name = Object.keys(NAMES).find(known => host === known || host.endsWith(`.${known}`));
  const answers = name === undefined ? undefined : NAMES[name];
  return answers?.[Math.min(times, answers.length - 1)];
}

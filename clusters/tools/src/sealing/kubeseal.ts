import { runSuccessfully } from '@vc/local/command.ts';
import type { SecretEntry } from './inventory.ts';

/** Seals one value for one Secret: what it returns opens in that namespace, under that name, and nowhere else. */
export type Seal = (plaintext: string, place: Pick<SecretEntry, 'namespace' | 'name'>) => Promise<string>;

/**
 * Seals by `kubeseal`, without a cluster. The plaintext goes through its stdin: arguments are for all of the machine to read.
 *
 * @param kubeseal the program
 * @param certificate file of the cluster's certificate
 */
export function sealWith(kubeseal: string, certificate: string): Seal {
  return (plaintext, { namespace, name }) =>
    runSuccessfully(
      [
        kubeseal,
        '--raw',
        `--cert=${certificate}`,
        '--scope=strict',
        `--namespace=${namespace}`,
        `--name=${name}`,
      ],
      // Whatever cluster this machine knows is not asked, and no variable of kubeseal's counts.
      { env: { PATH: process.env.PATH, KUBECONFIG: '/dev/null' }, input: plaintext },
    );
}

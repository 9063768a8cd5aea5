import { runCommand } from '@vc/local/command.ts';
import { SetupError } from '@vc/local/setup-error.ts';

/** As `kubectl get sealedsecret,secret -o json` shows both. */
interface Listed {
  kind?: string;
  metadata?: { generation?: number };
  spec?: { encryptedData?: Record<string, string> };
  status?: { observedGeneration?: number; conditions?: { type?: string; status?: string }[] };
  data?: Record<string, string>;
}

/**
 * What a key of a Secret holds in the running cluster.
 *
 * @param kubectl the program, with arguments that name the cluster; it shows the Secret on a pipe, to this process alone
 * @param sealed the same key as git has it: a cluster that has another is not this one, or has not applied it yet
 * @throws {SetupError} where it cannot be read, or is not what git says
 */
export async function readLiveKey(
  kubectl: readonly [string, ...string[]],
  { namespace, name, key }: { namespace: string; name: string; key: string },
  sealed: string | undefined,
): Promise<string> {
  const kinds = 'sealedsecrets.bitnami.com,secrets';
  const { code, stdout, stderr } = await runCommand([
    ...kubectl,
    'get',
    kinds,
    `--namespace=${namespace}`,
    `--field-selector=metadata.name=${name}`,
    '--output=json',
  ]);
  if (code !== 0)
    throw new SetupError(`kubectl could not read ${namespace}/${name}: ${stderr.split('\n').at(-1)}`);
  const { items = [] } = JSON.parse(stdout) as { items?: Listed[] };
  const source = items.find(({ kind }) => kind === 'SealedSecret');
  const value = items.find(({ kind }) => kind === 'Secret')?.data?.[key];
  if (!source || !value)
    throw new SetupError(`The cluster that kubectl talks to has no ${namespace}/${name} with ${key}.`);
  if (sealed === undefined || source.spec?.encryptedData?.[key] !== sealed || !isUnsealed(source)) {
    throw new SetupError(
      `The cluster that kubectl talks to has not applied ${namespace}/${name} as it is here: push and wait, or let KUBECONFIG name another.`,
    );
  }
  return Buffer.from(value, 'base64').toString('utf8');
}

/** Whether the controller has made a Secret of just this. */
function isUnsealed({ metadata, status }: Listed): boolean {
  return (
    status?.observedGeneration === metadata?.generation &&
    (status?.conditions ?? []).some(it => it.type === 'Synced' && it.status === 'True')
  );
}

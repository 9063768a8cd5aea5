import { runCommand } from '@vc/local/command.ts';
import type { ApiServer } from '../../src/api-server/api-server.ts';

/** The program that makes Secrets of SealedSecrets, acting on an API server. */
export interface UnsealingController {
  stop(): Promise<void>;
}

/**
 * The controller finds its API server as it would in a pod: by two variables, and by files below /var/run that only it sees, in a mount
 * namespace of its own. The token is read from stdin.
 */
const IN_POD = `
account=/var/run/secrets/kubernetes.io/serviceaccount
mount -t tmpfs tmpfs /var/run
mkdir -p "$account"
cat "$AUTHORITY" >"$account/ca.crt"
cat >"$account/token"
exec "$@"
`;

/** Starts the real controller, without renewal of its key, as `platform/sealed-secrets` does. */
export function startController(program: string, apiServer: ApiServer): UnsealingController {
  const { hostname, port } = new URL(apiServer.address);
  const stop = new AbortController();
  const isRoot = process.getuid?.() === 0;
  const running = runCommand(
    [
      'unshare',
      ...(isRoot ? [] : ['--user', '--map-root-user']),
      '--mount',
      'sh',
      '-euc',
      IN_POD,
      'sh',
      program,
      '--key-renew-period=0',
      '--all-namespaces=false',
      '--additional-namespaces=argocd,datastores,sealed-secrets,video-converter',
      '--listen-addr=127.0.0.1:0',
      '--listen-metrics-addr=127.0.0.1:0',
    ],
    {
      env: {
        PATH: process.env.PATH,
        AUTHORITY: apiServer.authority,
        POD_NAMESPACE: 'sealed-secrets',
        KUBERNETES_SERVICE_HOST: hostname,
        KUBERNETES_SERVICE_PORT: port,
      },
      input: apiServer.token,
      signal: stop.signal,
    },
  );
  return {
    stop: async () => {
      stop.abort();
      await running;
    },
  };
}

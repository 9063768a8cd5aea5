import { once } from 'node:events';
import { Agent, request } from 'node:http';
import type { AuthClient } from '../../gateway/src/identity/auth-client.ts';

type Credentials = Parameters<AuthClient['login']>[0];

/**
 * Logs in at the internal API of auth with as little work of its own as possible: on two busy cores whatever the client
 * does is taken from auth.
 */
export type LoginClient = { login(credentials: Credentials): Promise<void>; close(): void };

/** @param url of auth */
export function createLoginClient(url: string, token: string): LoginClient {
  const agent = new Agent({ keepAlive: true });
  const target = new URL('/tokens', url);
  return {
    async login(credentials) {
      const body = JSON.stringify(credentials);
      const headers = {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      };
      const sent = request(target, { method: 'POST', agent, headers });
      sent.end(body);
      const [answer] = await once(sent, 'response');
      answer.resume();
      await once(answer, 'end');
      if (answer.statusCode !== 200) throw new Error(`a login was answered ${answer.statusCode}`);
    },
    close: () => agent.destroy(),
  };
}

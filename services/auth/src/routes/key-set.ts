import { JsonWebKeySet } from '@vc/contracts/auth-api.ts';
import type { Server } from '@vc/kit/server.ts';
import { type SigningKey, toKeySet } from '../signing-keys.ts';

/** Publishes the public keys; the one route that needs no service token. */
export async function keySetRoutes(
  server: Server,
  { deps }: { deps: { signingKeys: SigningKey[] } },
): Promise<void> {
  const keySet = toKeySet(deps.signingKeys);
  server.get('/jwks.json', { schema: { response: { 200: JsonWebKeySet } } }, async () => keySet);
}

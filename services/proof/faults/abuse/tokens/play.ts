import type { Stage } from '../../group.ts';
import type { World } from '../world.ts';
import { tryForgedTokens } from './forged.ts';
import { tryRevokedTokens } from './revoked.ts';

/** Tokens that must let nobody in. */
export async function playTokens(stage: Stage, world: World): Promise<void> {
  await stage.attempt('tokens that are forged, expired or malformed', () => tryForgedTokens(world));
  await stage.attempt('tokens that were given up', () => tryRevokedTokens(world));
}

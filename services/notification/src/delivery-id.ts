import type { ClaimedDelivery } from './deliveries.ts';

/**
 * What names a delivery to its receiver, the same for each attempt: `<fid>.<epoch>.<kind>.<channel>`, so that a mail or
 * webhook that comes twice can be told from two. Confirmations have only their row.
 */
export function deliveryId({
  id,
  fid,
  epoch,
  kind,
  channel,
}: Pick<ClaimedDelivery, 'id' | 'fid' | 'epoch' | 'kind' | 'channel'>): string {
  return fid === null ? `${id}.${kind}.${channel}` : `${fid}.${epoch}.${kind}.${channel}`;
}

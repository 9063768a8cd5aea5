import { open as openSealed } from '@vc/kit/sealing.ts';
import type { ClaimedDelivery } from './deliveries.ts';
import { deliveryId } from './delivery-id.ts';
import { completedMail, confirmationMail, failedMail, type MailText } from './mails.ts';
import type { Send } from './sender.ts';
import type { SendMail } from './smtp.ts';

/** Tells by e-mail. `publicUrl` begins links, and its host names the sender in message ids. */
export function createEmailSend(deps: { sendMail: SendMail; publicUrl: string; secretsKey: string }): Send {
  const host = new URL(deps.publicUrl).hostname;
  return async (delivery, handOver) => {
    const { recipient, created_at } = delivery;
    if (recipient === null) return { kind: 'refused', detail: 'there is no address' };
    const messageId = `<${deliveryId(delivery)}@${host}>`;
    const mail = { ...write(delivery, deps), to: recipient, messageId, date: created_at };
    return deps.sendMail(mail, handOver);
  };
}

function write(
  { kind, fid, content, sealed_token, user_id }: ClaimedDelivery,
  { publicUrl, secretsKey }: { publicUrl: string; secretsKey: string },
): MailText {
  if (sealed_token) return confirmationMail(openSealed(sealed_token, user_id, secretsKey), publicUrl);
  if (!content || fid === null) throw new Error('the delivery is empty');
  return kind === 'completed' ? completedMail(content, fid, publicUrl) : failedMail(content, fid, publicUrl);
}

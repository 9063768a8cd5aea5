import { type AddressObject, simpleParser } from 'mailparser';

/** A mail as the sink received it. */
export interface Mail {
  /** Sorts by the time of arrival. */
  id: string;
  /** RFC 3339. */
  receivedAt: string;
  /** The sender of the header, as written. */
  from: string;
  /** The recipients of the envelope: who really got it. */
  to: string[];
  subject: string;
  messageId: string;
  text: string;
  /** Empty when the mail has no HTML part. */
  html: string;
  /** The mail as it came over the wire. */
  raw: string;
}

/** Parses a mail that was received just now. */
export async function parseMail(raw: Buffer, to: string[], id: string): Promise<Mail> {
  const parsed = await simpleParser(raw, { skipImageLinks: true, skipTextToHtml: true });
  return {
    id,
    receivedAt: new Date().toISOString(),
    from: (parsed.from as AddressObject | undefined)?.text ?? '',
    to,
    subject: parsed.subject ?? '',
    messageId: parsed.messageId ?? '',
    text: parsed.text ?? '',
    html: parsed.html || '',
    raw: raw.toString('latin1'),
  };
}

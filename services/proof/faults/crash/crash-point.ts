import type { ServiceName } from '@vc/local/product/programs.ts';
import type { Place } from './place.ts';

/** A moment in the life of a job at which a process dies. */
export interface CrashPoint extends Place {
  /** As in DESIGN: what has just happened, or is about to. */
  name: string;
  service: ServiceName;
  /** Before the function is called; while it is at work, when its call has returned; or after it has succeeded. */
  when: 'before' | 'during' | 'after';
}

const WRITE_FILE = { file: 'lib/blobs/src/write.ts', way: 'writeFile' };
const PUBLISH = { file: 'lib/kit/src/publisher.ts', way: 'createPublisher().publish' };
const JUDGE = { file: 'lib/kit/src/delivery.ts', way: 'judgeDelivery' };
/** Called right behind the ack, which is still in the process's own buffer. */
const COUNT_HANDLED = { file: 'lib/kit/src/metrics.ts', way: 'messagesHandled.inc' };
const ACCEPT = { file: 'lib/jobs/src/receive.ts', way: 'acceptUpload' };
const CLAIM = { file: 'lib/jobs/src/convert.ts', way: 'claimJob' };
const CONVERT = { file: 'converter/src/convert-stored.ts', way: 'convertStored' };
const COMPLETE = { file: 'lib/jobs/src/convert.ts', way: 'completeJob' };
const SETTLE = { file: 'notification/src/deliveries.ts', way: 'settleDelivery' };

const uploads: Omit<CrashPoint, 'service'>[] = [
  { name: 'an upload is begun, not a byte is written', when: 'before', ...WRITE_FILE },
  { name: 'its bytes are being written', when: 'during', ...WRITE_FILE },
  {
    name: 'its bytes are written',
    when: 'after',
    file: 'gateway/src/upload/receive.ts',
    way: 'receiveVideo',
  },
  { name: 'its acceptance is being committed', when: 'during', ...ACCEPT },
  { name: 'its acceptance is committed', when: 'after', ...ACCEPT },
  { name: 'its hint is to be published', when: 'before', ...PUBLISH },
  { name: 'its hint is published, not confirmed', when: 'during', ...PUBLISH },
  { name: 'its hint is confirmed', when: 'after', ...PUBLISH },
  { name: 'it is about to be answered', when: 'before', file: 'gateway/src/job-view.ts', way: 'toJob' },
  { name: 'it is answered', when: 'before', file: 'gateway/src/upload/linger.ts', way: 'cutLater' },
];

const conversions: Omit<CrashPoint, 'service'>[] = [
  { name: 'a job is to be claimed', when: 'before', ...CLAIM },
  { name: 'it is being claimed', when: 'during', ...CLAIM },
  { name: 'it is claimed', when: 'after', ...CLAIM },
  {
    name: 'ffmpeg is at work',
    when: 'before',
    file: 'converter/src/lease-holder.ts',
    way: 'holdLease().report',
  },
  { name: 'the MP3 is made', when: 'after', ...CONVERT },
  { name: 'the MP3 is being stored', when: 'during', ...WRITE_FILE },
  { name: 'the MP3 is stored', when: 'after', file: 'converter/src/job-files.ts', way: 'storeMp3' },
  { name: 'the MP3 is being committed', when: 'during', ...COMPLETE },
  { name: 'the MP3 is committed', when: 'after', ...COMPLETE },
  { name: 'its end is published, not confirmed', when: 'during', ...PUBLISH },
  { name: 'its end is confirmed', when: 'after', ...PUBLISH },
  { name: 'the message is to be acked', when: 'after', ...JUDGE },
  { name: 'the message is acked', when: 'before', ...COUNT_HANDLED },
];

const notifications: Omit<CrashPoint, 'service'>[] = [
  {
    name: 'a contact is to be looked up',
    when: 'after',
    file: 'lib/jobs/src/notify.ts',
    way: 'findEndedJob',
  },
  { name: 'the contact is looked up', when: 'before', file: 'lib/jobs/src/notify.ts', way: 'markNotified' },
  {
    name: 'the deliveries are written, not committed',
    when: 'after',
    file: 'notification/src/deliveries.ts',
    way: 'insertDeliveries',
  },
  { name: 'the deliveries are committed, the message is to be acked', when: 'after', ...JUDGE },
  { name: 'the message is acked', when: 'before', ...COUNT_HANDLED },
  {
    name: 'a delivery is leased',
    when: 'before',
    file: 'notification/src/delivery-id.ts',
    way: 'deliveryId',
  },
  {
    name: 'a delivery is handed over, not a byte is sent',
    when: 'after',
    file: 'notification/src/deliveries.ts',
    way: 'markHandedOver',
  },
  {
    name: 'the mail server has accepted',
    when: 'after',
    file: 'notification/src/smtp.ts',
    way: 'createSmtp()',
  },
  {
    name: 'the webhook is answered',
    when: 'after',
    file: 'notification/src/outbound.ts',
    way: 'createOutbound()',
  },
  { name: 'an outcome is being recorded', when: 'during', ...SETTLE },
  { name: 'an outcome is recorded', when: 'after', ...SETTLE },
];

/** Each arrow of DESIGN section 5, in the order in which a job meets them. */
export const CRASH_POINTS: readonly CrashPoint[] = [
  ...uploads.map(point => ({ ...point, service: 'gateway' as const })),
  ...conversions.map(point => ({ ...point, service: 'converter' as const })),
  ...notifications.map(point => ({ ...point, service: 'notification' as const })),
];

import { type Static, Type } from 'typebox';
import { Timestamp, Uuid } from './primitives.ts';

/** Each queue has a direct exchange of the same name, one publisher and one consumer; both are users of the broker. */
export const ROUTES = {
  video: { publisher: 'gateway', consumer: 'converter', deadLetterQueue: 'video.dead' },
  mp3: { publisher: 'converter', consumer: 'notification', deadLetterQueue: 'mp3.dead' },
} as const;

/** The name of a queue and of the exchange in front of it. */
export type Route = keyof typeof ROUTES;

/** The exchange to which both queues reject what no consumer can ever handle. */
export const DEAD_LETTER_EXCHANGE = 'dead';

/** Hint for the converter: this job may be due. */
export const VideoMessage = Type.Object({ file_id: Uuid, user_id: Uuid, timestamp: Timestamp });
export type VideoMessage = Static<typeof VideoMessage>;

/** Hint for notification: this job ended, in the given epoch. What is true stands in the job's row. */
export const Mp3Message = Type.Object({
  user_id: Uuid,
  file_id: Uuid,
  status: Type.Enum(['completed', 'failed']),
  timestamp: Timestamp,
  epoch: Type.Integer({ minimum: 0 }),
});
export type Mp3Message = Static<typeof Mp3Message>;

import { ROUTES } from '@vc/contracts/messaging.ts';
import type { ConsumeMessage } from 'amqplib';
import { Value } from 'typebox/value';
import type { Consumer } from './consumer.ts';
import type { Logger } from './logger.ts';
import { isOutage } from './outage.ts';
import { continueTrace, withTrace } from './telemetry.ts';

/** What the broker is told of a message. `requeue` does not count towards the queue's delivery limit, `retry` does. */
export type Verdict = 'ack' | 'requeue' | 'retry' | 'dead-letter';

/** Has one message handled, inside the trace that it carries, and decides what becomes of it. Never rejects. */
export function judgeDelivery(
  consumer: Consumer,
  delivery: ConsumeMessage,
  log: Logger,
  stopping: AbortSignal,
): Promise<Verdict> {
  return withTrace(continueTrace(delivery.properties.headers ?? {}), async () => {
    const { messageId, userId } = delivery.properties;
    const message = parse(consumer, delivery);
    if (message === undefined) {
      log.error({ messageId, userId }, 'unparsable or forged message, dead-lettered');
      return 'dead-letter';
    }
    try {
      await consumer.handle(message, stopping);
      return 'ack';
    } catch (error) {
      const isAway = isOutage(error);
      log[isAway ? 'warn' : 'error']({ err: error, messageId }, 'message not handled, will be again');
      return isAway ? 'requeue' : 'retry';
    }
  });
}

/** The message, or undefined where it is not what its one publisher sends. The broker vouches for the user id. */
function parse(consumer: Consumer, delivery: ConsumeMessage): unknown {
  if (delivery.properties.userId !== ROUTES[consumer.queue].publisher) return undefined;
  try {
    const message: unknown = JSON.parse(delivery.content.toString('utf8'));
    return Value.Check(consumer.schema, message) ? message : undefined;
  } catch {
    return undefined;
  }
}

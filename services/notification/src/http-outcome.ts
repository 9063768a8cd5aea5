import { Problem } from '@vc/kit/problem.ts';
import { type OutboundAnswer, OutboundRefused, type OutboundRequest, type PostOutbound } from './outbound.ts';
import type { Outcome } from './outcome.ts';

/** 4xx that say "later" rather than "no". */
const LATER = new Set([408, 421, 425, 429]);

/**
 * Posts a delivery; 2xx is sent, other answers below 500 refuse it (a redirect too: it would lead past the guard).
 *
 * @throws when there was no answer
 */
export async function postDelivery(
  post: PostOutbound,
  request: OutboundRequest,
): Promise<{ outcome: Outcome; status?: number }> {
  try {
    const answer = await post(request);
    return { outcome: readAnswer(answer), status: answer.status };
  } catch (error) {
    if (error instanceof OutboundRefused || error instanceof Problem)
      return { outcome: { kind: 'refused', detail: error.message } };
    throw error;
  }
}

function readAnswer({ status, retryAfter }: OutboundAnswer): Outcome {
  if (status >= 200 && status < 300) return { kind: 'sent' };
  const detail = `answered ${status}`;
  if (status >= 500 || LATER.has(status)) return { kind: 'failed', detail, retryAfter };
  return { kind: 'refused', detail };
}

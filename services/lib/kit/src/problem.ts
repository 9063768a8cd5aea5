import { STATUS_CODES } from 'node:http';
import type { ProblemBody } from '@vc/contracts/problem.ts';

/** Extras of a problem: the underlying error, and headers such as `Retry-After` (seconds) that the answer carries. */
export type ProblemOptions = { cause?: unknown; headers?: Record<string, string> };

/** An error that becomes an RFC 9457 answer: `code` is stable, `message` tells people what is wrong and what to do. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Record<string, string>;

  constructor(status: number, code: string, detail: string, options: ProblemOptions = {}) {
    super(detail, { cause: options.cause });
    this.status = status;
    this.code = code;
    this.headers = options.headers ?? {};
  }

  /** The body of the answer. */
  toBody(): ProblemBody {
    const title = STATUS_CODES[this.status] ?? 'Error';
    return { type: 'about:blank', title, status: this.status, code: this.code, detail: this.message };
  }
}

/** 503: something that this needs is away; asking again later is right. */
export function unavailable(what: string, cause?: unknown): Problem {
  return new Problem(503, 'unavailable', `${what} is not available right now. Try again in a few seconds.`, {
    cause,
    headers: { 'retry-after': '5' },
  });
}

/** 429: come back after `seconds`. */
export function tooMany(code: string, detail: string, seconds: number): Problem {
  return new Problem(429, code, detail, {
    headers: { 'retry-after': String(Math.max(1, Math.ceil(seconds))) },
  });
}

import type { ProblemBody } from '@vc/contracts/problem.ts';

/** An error whose `message` is a sentence for whoever uses the page. */
export class ShownError extends Error {}

/** Why the API did not do what it was asked for. */
export class ApiError extends ShownError {
  /** HTTP status; 0 where no answer came. */
  readonly status: number;
  /** Stable, for programs and for who asks for help. */
  readonly code: string;
  /** Seconds after which it may be worth another try. */
  readonly retryAfter: number | undefined;

  constructor(status: number, { code, detail }: Pick<ProblemBody, 'code' | 'detail'>, retryAfter?: number) {
    super(detail);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

/** No answer came: the network, or the server, is away. */
export function connectionLost(): ApiError {
  return new ApiError(0, { code: 'connection-lost', detail: 'The server cannot be reached right now.' });
}

/** The error of an answer that is none of the good ones; what stands between us and the gateway may answer without a problem. */
export function toApiError(status: number, body: string, retryAfter: string | null): ApiError {
  return new ApiError(status, parseProblem(body) ?? unexpected(status), Number(retryAfter) || undefined);
}

/** What to show of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof ShownError ? error.message : 'Something went wrong in this page. Load it again.';
}

function parseProblem(body: string): ProblemBody | undefined {
  try {
    const problem = JSON.parse(body) as Partial<ProblemBody>;
    return problem.code && problem.detail ? (problem as ProblemBody) : undefined;
  } catch {
    return undefined;
  }
}

function unexpected(status: number): Pick<ProblemBody, 'code' | 'detail'> {
  return { code: `http-${status}`, detail: 'The server gave an answer that this page does not understand.' };
}

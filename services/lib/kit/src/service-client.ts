import type { ProblemBody } from '@vc/contracts/problem.ts';
import { Problem, unavailable } from './problem.ts';
import { UNKNOWN_CALLER } from './service-token.ts';
import { traceHeaders } from './telemetry.ts';

/** Where another of our services is, how it is called in errors, and the token it knows this caller by. */
export type ServiceAddress = { name: string; url: string; token: string; timeoutMs?: number };

/** Calls one internal API. */
export type ServiceClient = {
  /** @throws {Problem} the service's own 4xx answer; 503 when it cannot be reached, times out or fails */
  call<T>(method: string, path: string, body?: unknown): Promise<T>;
};

/** A client for an internal API with JSON bodies, a time limit (5 s) and the current trace. */
export function createServiceClient({ name, url, token, timeoutMs = 5_000 }: ServiceAddress): ServiceClient {
  return {
    async call<T>(method: string, path: string, body?: unknown): Promise<T> {
      const response = await fetch(new URL(path, url), {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...traceHeaders(),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: AbortSignal.timeout(timeoutMs),
      }).catch(error => {
        throw unavailable(name, error);
      });
      return readAnswer<T>(name, response);
    },
  };
}

async function readAnswer<T>(name: string, response: Response): Promise<T> {
  const text = await response.text().catch(error => {
    throw unavailable(name, error);
  });
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json');
  if (!response.ok && (response.status >= 500 || !isProblem)) {
    throw unavailable(name, new Error(`${name} answered ${response.status}: ${text.slice(0, 200)}`));
  }
  const body = text === '' ? undefined : parse(name, text);
  if (response.ok) return body as T;

  const problem = body as ProblemBody;
  if (problem.code === UNKNOWN_CALLER) {
    throw unavailable(name, new Error(`${name} does not accept our service token`));
  }
  const retryAfter = response.headers.get('retry-after');
  throw new Problem(problem.status, problem.code, problem.detail, {
    headers: retryAfter ? { 'retry-after': retryAfter } : {},
  });
}

/** What is no JSON comes from something else that answers at the service's address. */
function parse(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unavailable(name, error);
  }
}

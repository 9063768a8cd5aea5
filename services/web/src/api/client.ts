import { connectionLost, toApiError } from './api-error.ts';

/** What goes with a request. */
export type RequestOptions = { body?: object; headers?: Record<string, string> };

/** Asks the API of the gateway that this page comes from; the browser sends the session's cookie. */
export type Call = <Answer>(method: string, path: string, options?: RequestOptions) => Promise<Answer>;

/**
 * @param onSignedOut told when the session has ended, whatever was asked for
 * @throws {ApiError} from the calls
 */
export function createCall(onSignedOut: () => void): Call {
  return async <Answer>(method: string, path: string, { body, headers }: RequestOptions = {}) => {
    const response = await fetch(path, {
      method,
      headers: { ...(body ? { 'content-type': 'application/json' } : {}), ...headers },
      ...(body ? { body: JSON.stringify(body) } : {}),
    }).catch(() => {
      throw connectionLost();
    });
    const text = await response.text().catch(() => {
      throw connectionLost();
    });
    if (response.ok) return (text ? JSON.parse(text) : undefined) as Answer;
    const error = toApiError(response.status, text, response.headers.get('retry-after'));
    if (error.code === 'unauthorized') onSignedOut();
    throw error;
  };
}

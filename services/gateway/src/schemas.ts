import { Uuid } from '@vc/contracts/primitives.ts';
import { Type } from 'typebox';

/** What each status means, wherever it is answered; `code` and `detail` of the body say more. */
const MEANINGS = {
  400: 'The request is malformed.',
  401: 'No valid token or credentials were sent.',
  403: 'That is not allowed here.',
  404: 'There is none, or it is not yours.',
  408: 'The sender was silent, or next to silent, for too long.',
  409: 'The state of things does not allow it now.',
  410: 'It was there, and will not be again.',
  413: 'The body is too large.',
  414: 'A part of the path is too long.',
  415: 'The body is of a type, or a kind of file, that is not taken here.',
  416: 'The MP3 has no such range.',
  422: 'Well-formed, but not acceptable.',
  429: 'Too many requests, failures, uploads or jobs: see `Retry-After`.',
  503: 'Something that this needs is away, or all places are taken: see `Retry-After`.',
} as const;

type Status = keyof typeof MEANINGS;

const answerOf = (status: Status) => ({
  description: MEANINGS[status] as string,
  content: { 'application/problem+json': { schema: Type.Ref('Problem') } },
});

/**
 * The problems that a route may answer, by their statuses, for the OpenAPI document. Those that any may answer need not be
 * named: 429 and 503.
 */
export function problems<S extends Status>(...statuses: S[]) {
  const all = [...statuses, 429, 503] as const;
  return Object.fromEntries(all.map(status => [status, answerOf(status)])) as Record<
    S | 429 | 503,
    ReturnType<typeof answerOf>
  >;
}

/** How a user is known: by the `Authorization` header or by the page's cookie. */
export const bearer: Record<string, string[]>[] = [{ bearer: [] }, { session: [] }];

/** Where a route takes a job's id: in its path, or (the contract of old) in its query. */
export const FidParams = Type.Object({ fid: Uuid });
export const FidQuery = Type.Object({ fid: Uuid });

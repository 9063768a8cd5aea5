import { Uuid } from '@vc/contracts/primitives.ts';
import { Type } from 'typebox';

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: Type.Ref('Problem') } },
});

/** Answers that any route may give, for the OpenAPI document. */
export const problemAnswers = {
  '4xx': problem('The request cannot be answered as it is; `code` and `detail` say why.'),
  '5xx': problem('Something is away or went wrong on our side; try again later.'),
};

/** How a user is known: by the `Authorization` header or by the page's cookie. */
export const bearer: Record<string, string[]>[] = [{ bearer: [] }, { session: [] }];

/** Where a route takes a job's id: in its path, or (the contract of old) in its query. */
export const FidParams = Type.Object({ fid: Uuid });
export const FidQuery = Type.Object({ fid: Uuid });

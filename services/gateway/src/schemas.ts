import { Uuid } from '@vc/contracts/primitives.ts';
import { Type } from 'typebox';

/** Answers that any authenticated route may give, for the OpenAPI document. */
export const problemAnswers = {
  '4xx': Type.Ref('Problem'),
  '5xx': Type.Ref('Problem'),
};

/** How a user is known: by the `Authorization` header or by the page's cookie. */
export const bearer: Record<string, string[]>[] = [{ bearer: [] }, { session: [] }];

/** Where a route takes a job's id: in its path, or (the contract of old) in its query. */
export const FidParams = Type.Object({ fid: Uuid });
export const FidQuery = Type.Object({ fid: Uuid });

import { type Static, Type } from 'typebox';

/** The body of every error answer (RFC 9457); `code` is stable, `detail` is for people and says what to do. */
export const ProblemBody = Type.Object(
  {
    type: Type.String({ description: 'Always `about:blank`: `code` tells the kinds apart.' }),
    title: Type.String(),
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    code: Type.String({ examples: ['not-found', 'quota-exceeded'] }),
    detail: Type.String(),
  },
  { $id: 'Problem' },
);
export type ProblemBody = Static<typeof ProblemBody>;

import { type Static, Type } from 'typebox';
import { JobError } from './job.ts';
import { Timestamp, Uuid } from './primitives.ts';

/** The body of a webhook, in the shape that Standard Webhooks suggests. `size` in bytes, `duration` in seconds. */
export const WebhookEvent = Type.Object({
  type: Type.Union([Type.Literal('job.completed'), Type.Literal('job.failed')]),
  timestamp: Timestamp,
  data: Type.Object({
    fid: Uuid,
    epoch: Type.Integer({ description: 'Counts retries of the job from 0.' }),
    name: Type.String({ description: 'Name of the uploaded file.' }),
    size: Type.Union([Type.Integer(), Type.Null()]),
    duration: Type.Union([Type.Number(), Type.Null()]),
    error: Type.Union([JobError, Type.Null()]),
    url: Type.Union([Type.String(), Type.Null()], {
      description: 'Where the MP3 is downloaded, with a token; null for a failed job.',
    }),
  }),
});
export type WebhookEvent = Static<typeof WebhookEvent>;

/** What the page's service worker finds in a push message: text to show, and where a click leads. */
export const PushPayload = Type.Object({
  title: Type.String(),
  body: Type.String(),
  url: Type.String(),
  fid: Uuid,
  status: Type.Union([Type.Literal('completed'), Type.Literal('failed')]),
});
export type PushPayload = Static<typeof PushPayload>;

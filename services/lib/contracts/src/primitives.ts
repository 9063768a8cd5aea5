import { Type } from 'typebox';

/** A UUID in its canonical lower-case form, as PostgreSQL prints it. */
export const Uuid = Type.String({
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
});

/** An instant as RFC 3339 text in UTC, with milliseconds. */
export const Timestamp = Type.String({
  pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$',
  examples: ['2026-11-24T07:06:29.000Z'],
});

/**
 * An e-mail address. Deliberately loose (one `@`, no space, control character, comma or bracket): the mail that arrives is the real
 * check. 254 characters is the limit of an SMTP path (RFC 5321, 4.5.3.1.3).
 */
export const Email = Type.String({
  maxLength: 254,
  pattern: '^[^\\s@,;:<>()\\[\\]"\\\\\\x00-\\x1f]+@[^\\s@,;:<>()\\[\\]"\\\\\\x00-\\x1f]+$',
  examples: ['ada@example.org'],
});

/** A new password, in characters; the upper limit keeps hashing time bounded. */
export const NewPassword = Type.String({ minLength: 8, maxLength: 256 });

/** A password as typed to prove oneself: no minimum, so that no rule of today locks out a user of yesterday. */
export const CurrentPassword = Type.String({ maxLength: 256 });

/** A one-time code: six digits of an authenticator, or a recovery code. */
export const OneTimeCode = Type.String({ minLength: 6, maxLength: 32 });

import { Problem } from '@vc/kit/problem.ts';

/** 400: an upload is one file, no more and no less. */
export function wrongFileCount(count: 0 | 2): Problem {
  const found = count === 0 ? 'none' : 'more than one';
  return new Problem(
    400,
    'one-file-expected',
    `Send exactly one file as multipart/form-data; there was ${found}.`,
  );
}

/** What is wrong with a form, of an error of its parser; any other error as it is. The parser tells some by their message only. */
export function toFormProblem(error: unknown): unknown {
  if (error instanceof Problem) return error;
  const { code = '', message = '' } = error as NodeJS.ErrnoException;
  if (code === 'FST_FILES_LIMIT') return wrongFileCount(2);
  if (code === 'FST_MP_PREMATURE_CLOSE') {
    return new Problem(400, 'upload-cut', 'The upload ended before its last byte.', { cause: error });
  }
  if (/^FST_(PARTS|FIELDS)_LIMIT$/.test(code)) return malformed('The form has too many fields.', error);
  if (/^FST_(PROTO_VIOLATION|INVALID_JSON_FIELD_ERROR)$/.test(code)) {
    return malformed('A field of the form has an impossible name or value.', error);
  }
  if (/multipart|terminated early|boundary|end of form/i.test(message)) {
    return malformed('The multipart body is malformed or ends without its final boundary.', error);
  }
  return error;
}

const malformed = (detail: string, cause: unknown) => new Problem(400, 'malformed', detail, { cause });

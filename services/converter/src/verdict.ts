import type { JobErrorCode } from '@vc/contracts/job.ts';

/** What a conversion can hold against a file; `gave-up` is not the file's fault. */
export type VerdictCode = Exclude<JobErrorCode, 'gave-up'>;

/** What the user is told. */
const DETAILS: Record<VerdictCode, string> = {
  'no-audio': 'The video has no audio track.',
  'not-a-video': 'The file is not a video in a format that we can read.',
  'too-long': 'The video is longer than a conversion may be.',
  corrupt: 'The file is damaged or incomplete: its audio cannot be decoded to the end.',
  'forbidden-content': 'The file is a playlist or refers to other files, which is not allowed.',
};

/** A final judgement on the file: trying again would end the same way. Any other error may pass. */
export class Verdict extends Error {
  readonly code: VerdictCode;
  /** What led to it, for the log. */
  readonly diagnostics: string;

  constructor(code: VerdictCode, diagnostics: string) {
    super(DETAILS[code]);
    this.code = code;
    this.diagnostics = diagnostics;
  }
}

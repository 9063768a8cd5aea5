/** A job that somebody was promised. */
export interface Acceptance {
  /** The `Idempotency-Key` that was sent along: one for each video, however often it had to be sent. */
  key: string;
  fid: string;
}

/** A request without the answer that was wanted. */
export interface Refusal {
  /** RFC 3339. */
  at: string;
  /** Method and path. */
  request: string;
  /** None where the connection broke, or was not to be had. */
  status?: number;
  /** Of the problem; of a broken connection what Node says. */
  code: string;
}

/** What one customer was told, good or bad. */
export interface Ledger {
  accepted: Acceptance[];
  /** The `fid` of what the customer has canceled, as far as it was taken. */
  canceled: string[];
  refused: Refusal[];
}

/** How a job has ended, as its customer sees it. */
export interface Ending {
  fid: string;
  status: string;
  /** What is wrong with its MP3, if anything. */
  mp3Problem?: string;
  notices: readonly Notice[];
}

/** What came in over one channel about one end of a job. */
export interface Notice {
  /** `mail` or `webhook`. */
  what: string;
  /** `Message-ID` or `webhook-id` of each, as often as it came. */
  ids: readonly string[];
  /** How often the same one may come: twice where an answer may have been lost. */
  maxCopies: number;
  /** Nobody can know whether it came: its receiver was away for good, or took it and never said so. */
  isOptional?: boolean;
}

/** A customer's books before the first request. */
export const emptyLedger = (): Ledger => ({ accepted: [], canceled: [], refused: [] });

/**
 * Holds what was promised against what there is: each accepted video is one job, each job was accepted and has ended as a right
 * MP3 with one notice a channel, or canceled as its customer asked with none, and no request was refused but for a good reason.
 *
 * @returns a sentence for each breach
 */
export function audit({ accepted, canceled, refused }: Ledger, endings: readonly Ending[]): string[] {
  const isThere = new Set(endings.map(({ fid }) => fid));
  const isPromised = new Set(accepted.map(({ fid }) => fid));
  return [
    ...refused
      .filter(refusal => !isExcusable(refusal))
      .map(({ at, request, status, code }) => `${at} ${request}: ${status} ${code}`),
    ...findRepeated(accepted.map(({ fid }) => fid)).map(fid => `${fid} was given for two videos`),
    ...accepted
      .filter(({ fid }) => !isThere.has(fid))
      .map(({ fid }) => `${fid} was accepted, and there is no such job`),
    // Every video was sent until it was accepted, so an answer that was lost is no excuse.
    ...endings
      .filter(({ fid }) => !isPromised.has(fid))
      .map(({ fid }) => `${fid} is a job that nobody was told of`),
    ...endings.flatMap(ending => findEndingProblems(ending, canceled.includes(ending.fid))),
  ];
}

/** Whether a customer has to live with that while something is away; with every other answer something is broken. */
export function isExcusable({ status, code }: Pick<Refusal, 'status' | 'code'>): boolean {
  // The process that held the upload was killed, and the lease it had has not ended.
  return status === undefined || status === 503 || (status === 409 && code === 'upload-under-way');
}

function findEndingProblems({ fid, status, mp3Problem, notices }: Ending, isCanceled: boolean): string[] {
  const wanted = isCanceled ? 'canceled' : 'converted';
  return [
    ...(status === wanted ? [] : [`${fid} has ended as ${status}`]),
    ...(mp3Problem ? [`${fid}: ${mp3Problem}`] : []),
    ...notices.flatMap(notice =>
      findNoticeProblems(notice, isCanceled ? 0 : 1).map(problem => `${fid} ${problem}`),
    ),
  ];
}

function findNoticeProblems({ what, ids, maxCopies, isOptional }: Notice, wanted: number): string[] {
  const distinct = [...new Set(ids)];
  const copies = (id: string) => ids.filter(other => other === id).length;
  return [
    ...(distinct.length === wanted || (isOptional && distinct.length === 0)
      ? []
      : [`has ${distinct.length} ${what}s`]),
    ...distinct
      .filter(id => copies(id) > maxCopies)
      .map(id => `has ${what} ${id} ${copies(id)} times, and ${maxCopies} may be`),
  ];
}

/** Those that came before, as often as they came again. */
function findRepeated(ids: readonly string[]): string[] {
  return ids.filter((id, index) => ids.indexOf(id) !== index);
}

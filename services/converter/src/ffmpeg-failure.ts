import { Verdict, type VerdictCode } from './verdict.ts';

/** How ffmpeg or ffprobe ended, other than well. */
export type Failure = {
  /** Exit code, unless it was killed or never ran. */
  code?: number;
  signal?: string;
  /** What it said last. */
  stderr: string;
};

/**
 * Said by the system, not by the file. `Cannot allocate memory` is not among it: memory is refused where the file asks for more
 * than the sandbox grants, whereas a machine that runs out of it kills.
 */
const TRANSIENT =
  /No space left on device|Disk quota exceeded|Input\/output error|Too many open files|Resource temporarily unavailable|Read-only file system|Permission denied|No such file or directory/;

/** Said by the demuxer of mkv, which then calls it an `Input/output error`. */
const CUT_OFF = /File ended prematurely/;

/** Exit codes of the shell, env, setpriv and prlimit when what they should run cannot be run. */
const NOT_RUN = [125, 126, 127];

/** Demuxers that open other files. */
const PLAYLIST =
  /\[(hls|concat|dash|imf|sdp|rtsp|rtp|lavfi|image2|webm_dash_manifest)[ ,][^\]]*\] .*Format not on whitelist/;

/** First match decides; the order matters. */
const VERDICTS: [RegExp, VerdictCode][] = [
  [PLAYLIST, 'forbidden-content'],
  [/Not detecting m3u8\/hls/, 'forbidden-content'], // ffmpeg 9, of an HLS playlist under another name
  [/Protocol '[^']*' not on whitelist/, 'forbidden-content'],
  [/Format not on whitelist/, 'not-a-video'],
  [/matches no streams|does not contain any stream/, 'no-audio'],
];

/** ffmpeg's answer to SIGXCPU (24), the first of the two limits on CPU time. */
const OUT_OF_CPU_TIME = /received signal 24|Received > 3 system signals/;

/** The exit code for more undecodable frames than are tolerated. */
const TOO_MANY_ERRORS = 69;

/** What a file does to ffmpeg, and would do again: it crashes it, or makes it write more than the longest MP3 can be. */
const FATAL_SIGNALS: Record<string, VerdictCode> = {
  SIGSEGV: 'corrupt',
  SIGABRT: 'corrupt',
  SIGFPE: 'corrupt',
  SIGILL: 'corrupt',
  SIGXCPU: 'corrupt',
  SIGXFSZ: 'too-long',
};

/** A message of a demuxer: it took the file for its own, so it is a video of sorts. */
const DEMUXER_SPOKE = /^\[[\w,]+ @ 0x[0-9a-f]+\]/m;

/**
 * Tells a fault of the file, a `Verdict`, from one that may pass. What the system can say is known and listed; any other
 * complaint of ffmpeg is about the file.
 */
export function judgeFailure({ code, signal, stderr }: Failure): Error {
  const diagnostics = `${signal ?? `exit code ${code}`}: ${stderr}`;
  const fatal = OUT_OF_CPU_TIME.test(stderr) ? 'corrupt' : FATAL_SIGNALS[signal ?? ''];
  if (fatal) return new Verdict(fatal, diagnostics);
  const isTransient = TRANSIENT.test(stderr) && !CUT_OFF.test(stderr);
  if (signal || code === undefined || NOT_RUN.includes(code) || isTransient) {
    return new Error(`ffmpeg did not come to an end (${diagnostics})`);
  }
  return new Verdict(judgeFile(code, stderr), diagnostics);
}

function judgeFile(code: number, stderr: string): VerdictCode {
  if (code === TOO_MANY_ERRORS) return 'corrupt';
  const known = VERDICTS.find(([pattern]) => pattern.test(stderr));
  if (known) return known[1];
  const isUnknownFormat =
    /Invalid data found when processing input/.test(stderr) && !DEMUXER_SPOKE.test(stderr);
  return isUnknownFormat ? 'not-a-video' : 'corrupt';
}

/** Whether ffmpeg, in spite of exit code 0, could not write all of its output: it says so and goes on. */
export function hasLostOutput(stderr: string): boolean {
  return /Error (writing trailer|closing file|muxing)|No space left on device|Disk quota exceeded/.test(
    stderr,
  );
}

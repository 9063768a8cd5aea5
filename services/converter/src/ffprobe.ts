import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { probeArguments } from './ffmpeg-arguments.ts';
import { judgeFailure } from './ffmpeg-failure.ts';
import type { Probed } from './ffmpeg-output.ts';
import { Verdict } from './verdict.ts';

const PROGRAM = fileURLToPath(new URL('../sandbox/ffprobe', import.meta.url));

/** Enough for a thousand streams; without a limit, a file could fill our memory with its tags. */
const LARGEST_ANSWER = 8 * 2 ** 20;

/** By the clock; by CPU time the sandbox ends it after 20 s. */
const LIMIT_MS = 120_000;

/**
 * Asks ffprobe what a file holds. Not by way of fluent-ffmpeg: that reads a form of lines, in which a tag with a line break
 * forges whatever it likes, keeps however much is said, and cannot be stopped.
 *
 * @throws {Verdict} when it is not a readable video, or tells more than anybody would
 */
export async function runFfprobe(file: string, signal?: AbortSignal): Promise<Probed> {
  const limits = { maxBuffer: LARGEST_ANSWER, timeout: LIMIT_MS, killSignal: 'SIGKILL', signal } as const;
  try {
    const { stdout } = await promisify(execFile)(PROGRAM, [...probeArguments(), file], limits);
    return JSON.parse(stdout) as Probed;
  } catch (error) {
    signal?.throwIfAborted();
    throw judge(error as Failed);
  }
}

/** How `execFile` says that a program ended badly: its exit code, or the text code of an error of Node's. */
type Failed = Error & { code?: number | string; signal?: string; stderr?: string };

function judge({ code, signal, stderr, message }: Failed): Error {
  if (code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return new Verdict('corrupt', message);
  return judgeFailure({
    ...(typeof code === 'number' ? { code } : {}),
    ...(signal ? { signal } : {}),
    stderr: stderr?.trim() || message,
  });
}

import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import ffmpeg, { type FfmpegCommand } from 'fluent-ffmpeg';
import { measuringArguments, sourceArguments, targetArguments } from './ffmpeg-arguments.ts';
import { hasLostOutput, judgeFailure } from './ffmpeg-failure.ts';
import { isProgress, readMedia, readProgress } from './ffmpeg-output.ts';
import { runFfprobe } from './ffprobe.ts';
import type { Source, Transcoder } from './transcoder.ts';

// The one file that knows fluent-ffmpeg. Its traps, read in its source (2.1.3, archived), and what is done about them:
// - its ffprobe has no limits: see `ffprobe.ts`;
// - a 'progress' listener starts an ffprobe of its own, without our restrictions on the file: progress comes from 'stderr';
// - an option with one space in it is split in two, but for options given as several arguments;
// - when a process cannot be spawned it throws in an event handler, beyond any catch: see `changeSpawning`;
// - `kill()` before the process exists does nothing: the signal is looked at again at 'start'.

const PROGRAM = fileURLToPath(new URL('../sandbox/ffmpeg', import.meta.url));

const KEPT_LINES = 30;
const LONGEST_LINE = 300;

/**
 * A transcoder that runs ffmpeg and ffprobe from PATH in `sandbox/confine.sh`.
 *
 * @param options.timeLimitMs the longest that one conversion may take by the clock
 * @throws when they do not run here; fluent-ffmpeg asks for their abilities once (0.4 s), and this is the moment
 */
export async function createFfmpegTranscoder(options: { timeLimitMs: number }): Promise<Transcoder> {
  ffmpeg.setFfmpegPath(PROGRAM);
  await Promise.all([warm('getAvailableFormats'), warm('getAvailableEncoders')]);

  async function convert(source: Source, args: string[], target: string, running: RunOptions) {
    const { signal } = running;
    const input = typeof source === 'string' ? source : source.read();
    const command = ffmpeg(input)
      .inputOptions(...(sourceArguments(input === source ? 'file' : 'pipe') as [string]))
      .outputOptions(...(args as [string]))
      .output(target);
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(new Error('ffmpeg took too long')), options.timeLimitMs);
    try {
      await run(command, { ...running, signal: AbortSignal.any([signal, limit.signal]) });
    } finally {
      clearTimeout(timer);
      if (typeof input !== 'string') input.destroy(); // ffmpeg may have had enough before its end
    }
  }

  return {
    probe: async (file, signal) => readMedia(await runFfprobe(file, signal)),
    async transcode(source, target, plan, running) {
      try {
        await convert(source, targetArguments(plan), target, running);
      } catch (error) {
        await rm(target, { force: true });
        throw error;
      }
    },
    async measureVideo(file, signal) {
      let end = 0;
      const remember = (seconds: number) => {
        end = Math.max(end, seconds);
      };
      await convert(file, measuringArguments(), '/dev/null', { signal, onProgress: remember });
      return end;
    },
  };
}

type RunOptions = { signal: AbortSignal; onProgress(seconds: number): void; sharers?: number };

/** What the pod has for all processes of a conversion, in MiB; as in `sandbox/confine.sh`. */
const MEMORY_MIB = 768;

async function warm(question: 'getAvailableFormats' | 'getAvailableEncoders'): Promise<void> {
  const found = await new Promise<object>((resolve, reject) => {
    ffmpeg[question]((error: Error | null, answer: object) => (error ? reject(error) : resolve(answer)));
  });
  if (Object.keys(found).length === 0) throw new Error('ffmpeg does not run here');
}

function run(command: FfmpegCommand, { signal, onProgress, sharers = 1 }: RunOptions): Promise<void> {
  signal.throwIfAborted();
  changeSpawning(command, [`--memory-mib=${Math.floor(MEMORY_MIB / sharers)}`]);
  const said: string[] = [];
  const kill = () => command.kill('SIGKILL');
  return new Promise<void>((resolve, reject) => {
    signal.addEventListener('abort', kill);
    command
      .on('start', () => signal.aborted && kill())
      .on('stderr', line => {
        if (isProgress(line)) return onProgress(readProgress(line));
        said.push(line);
        if (said.length > KEPT_LINES) said.shift();
      })
      .on('end', () => (hasLostOutput(tail(said)) ? reject(new Error(tail(said))) : resolve()))
      .on('error', error => {
        const { message } = error as Error;
        reject(
          signal.aborted
            ? signal.reason
            : judgeFailure({ ...readEnding(message), stderr: tail(said, message) }),
        );
      })
      .run();
  }).finally(() => signal.removeEventListener('abort', kill));
}

/** Exit code and signal stand in fluent-ffmpeg's messages only. */
function readEnding(message: string): { code?: number; signal?: string } {
  const code = /exited with code (\d+)/.exec(message)?.[1];
  const signal = /killed with signal (\w+)/.exec(message)?.[1];
  return { code: code === undefined ? undefined : Number(code), signal };
}

function tail(lines: string[], otherwise = ''): string {
  const kept = lines.filter(line => line.trim()).slice(-KEPT_LINES);
  return kept.map(line => line.slice(0, LONGEST_LINE)).join('\n') || otherwise;
}

type Ring = { get(): string };
type Spawn = (args: string[], options: object, onProcess: unknown, onEnd: OnEnd) => void;
type OnEnd = (error: Error | null, stdout?: Ring, stderr?: Ring) => void;

/**
 * Begins the arguments with those of the sandbox, and survives a failure to spawn: without a process there is no output, yet
 * fluent-ffmpeg reads it before it reports the error.
 */
function changeSpawning(command: FfmpegCommand, sandboxArguments: readonly string[]): void {
  // A method that the types do not know.
  const internals = command as unknown as { _spawnFfmpeg: Spawn };
  const spawn = internals._spawnFfmpeg.bind(command);
  const nothing: Ring = { get: () => '' };
  internals._spawnFfmpeg = (args, options, onProcess, onEnd) => {
    const end: OnEnd = (error, stdout = nothing, stderr = nothing) => onEnd(error, stdout, stderr);
    try {
      spawn([...sandboxArguments, ...args], options, onProcess, end);
    } catch (error) {
      end(error as Error);
    }
  };
}

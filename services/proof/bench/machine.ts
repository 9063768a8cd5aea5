import { execFile } from 'node:child_process';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Where and with what the figures were measured; they mean nothing without it. */
export async function describeMachine(): Promise<string> {
  const cores = cpus();
  const [load = 0] = loadavg();
  const lines = [
    `date     ${new Date().toISOString()}`,
    `cpu      ${cores.length} x ${cores[0]?.model.trim() ?? 'unknown'}`,
    `memory   ${(totalmem() / 2 ** 30).toFixed(1)} GiB`,
    `kernel   ${release()}`,
    `node     ${process.version}`,
    `ffmpeg   ${await ffmpegVersion()}`,
    `load     ${load.toFixed(1)} when it began${load > cores.length / 4 ? ': something else runs, so trust ratios only where the spread is small' : ''}`,
  ];
  return lines.join('\n');
}

async function ffmpegVersion(): Promise<string> {
  const { stdout } = await run('ffmpeg', ['-version']);
  return /^ffmpeg version (\S+)/.exec(stdout)?.[1] ?? 'unknown';
}

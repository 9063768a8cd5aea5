/** Shows what is going on and how long it took, one line a step. */
export interface Progress {
  /** Shows `label` while `work` runs, then `✓ label 1.9 s`; `detail` tells what the step is at right now. */
  step<T>(label: string, work: (detail: (text: string) => void) => Promise<T>): Promise<T>;
}

interface Output {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

interface RunningStep {
  label: string;
  started: number;
  detail: string;
}

const REDRAW_MS = 200;
/** Without a terminal only a step that lasts this long announces itself, so that logs stay short. */
const ANNOUNCE_MS = 3_000;

/** Steps may run side by side; a terminal shows all of them live, anything else gets plain lines. */
export function createProgress(output: Output = process.stderr): Progress {
  const show = output.isTTY ? liveLines(output) : plainLines(output);
  return {
    async step(label, work) {
      const step: RunningStep = { label, started: performance.now(), detail: '' };
      const finish = show(step);
      try {
        const result = await work(text => {
          step.detail = text;
        });
        finish(`✓ ${label} ${elapsed(step)}`);
        return result;
      } catch (error) {
        finish(`✗ ${label} ${elapsed(step)}`);
        throw error;
      }
    },
  };
}

/** Shows nothing: for tests, whose own reporter has the terminal. */
export const silentProgress: Progress = { step: (_label, work) => work(() => {}) };

type Show = (step: RunningStep) => (lastLine: string) => void;

function plainLines(output: Output): Show {
  return step => {
    const announce = setTimeout(() => output.write(`… ${step.label}\n`), ANNOUNCE_MS);
    return lastLine => {
      clearTimeout(announce);
      output.write(`${lastLine}\n`);
    };
  };
}

function liveLines(output: Output): Show {
  const running = new Set<RunningStep>();
  let shown = 0;
  let timer: NodeJS.Timeout | undefined;

  const draw = (finished = '') => {
    const lines = [...running].map(step =>
      fit(`… ${step.label} ${elapsed(step)} ${step.detail}`, output.columns),
    );
    const back = shown > 0 ? `\u001b[${shown}F\u001b[J` : '';
    output.write(back + [...(finished ? [finished] : []), ...lines].map(line => `${line}\n`).join(''));
    shown = lines.length;
  };

  return step => {
    running.add(step);
    timer ??= setInterval(draw, REDRAW_MS);
    draw();
    return lastLine => {
      running.delete(step);
      draw(lastLine);
      if (running.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    };
  };
}

function fit(line: string, columns = 80): string {
  return line.length < columns ? line : `${line.slice(0, columns - 2)}…`;
}

function elapsed(step: RunningStep): string {
  return `${((performance.now() - step.started) / 1000).toFixed(1)} s`;
}

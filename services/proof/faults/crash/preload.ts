/**
 * `node --import` of this file: the process kills itself (SIGKILL) at one place of its code, which the variable CRASH_POINT names, so that a
 * service runs unchanged, main and all, up to there. Just before, it notes so in the file CRASH_NOTE.
 */
import { writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import type { CrashPoint } from './crash-point.ts';
import { type Around, readWay, wrap } from './place.ts';

const SERVICES = new URL('../../../', import.meta.url);

/** Under which the module in front finds what changes the export. */
const CHANGE = 'crashPointChange';

const { CRASH_POINT, CRASH_NOTE } = process.env;
if (CRASH_POINT && CRASH_NOTE) arm(JSON.parse(CRASH_POINT) as CrashPoint, CRASH_NOTE);

function arm(point: CrashPoint, note: string): void {
  const die = () => {
    writeFileSync(note, point.name);
    process.kill(process.pid, 'SIGKILL');
  };
  const { name, steps } = readWay(point.way);
  const around = arounds(die)[point.when];
  Object.assign(globalThis, {
    [CHANGE]: (value: unknown) => wrap(value, steps, around, `${point.file}#${point.way}`),
  });
  replaceExport(new URL(point.file, SERVICES).href, name);
}

/** The module that exports a name gets another in front of it, which exports the same, but for that name. */
function replaceExport(url: string, name: string): void {
  const original = `${url}?original`;
  registerHooks({
    load(asked, context, next) {
      if (asked === original) return next(url, context);
      if (asked !== url) return next(asked, context);
      const source = `
        export * from ${JSON.stringify(original)};
        import * as original from ${JSON.stringify(original)};
        export const ${name} = globalThis[${JSON.stringify(CHANGE)}](original.${name});`;
      return { format: 'module', source, shortCircuit: true };
    },
  });
}

/** Where the watched function is called: how it is called, and when the process ends. */
function arounds(die: () => void): Record<CrashPoint['when'], Around> {
  return {
    before: die,
    // What it began has left the process by then, or is about to: nobody hears how it ends.
    during(call) {
      const pending = call();
      setImmediate(die);
      return pending;
    },
    after(call) {
      const result = call();
      if (result instanceof Promise) return result.then(die);
      return die();
    },
  };
}

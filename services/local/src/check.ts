/** `npm run check`: format, lint, types and the tests that need no server, in under a minute; the same here and in CI. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from './command.ts';
import { createProgress } from './progress.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Scripts of locked packages with their arguments. */
const CHECKS = {
  'Format and lint': ['@biomejs/biome/bin/biome', 'ci', '--colors=off'],
  Types: ['typescript/bin/tsc', '--project', '.'],
  'Types of the page': ['typescript/bin/tsc', '--project', 'services/web'],
  'Unit tests': ['vitest/vitest.mjs', 'run', '--project=unit'],
} as const;

const progress = createProgress();
const failures: string[] = [];
await Promise.allSettled(
  Object.entries(CHECKS).map(([label, [script, ...args]]) =>
    progress.step(label, async () => {
      const program = join(root, 'node_modules', script);
      const { code, stdout, stderr } = await runCommand([process.execPath, program, ...args], { cwd: root });
      if (code === 0) return;
      failures.push(`\n── ${label} ──\n${stdout}${stderr}`);
      throw new Error(label);
    }),
  ),
);
console.log(failures.length === 0 ? 'All is well.' : failures.join('\n'));
process.exitCode = failures.length === 0 ? 0 : 1;

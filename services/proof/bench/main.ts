/**
 * `npm run bench [-- part …] [-- --quick | --all]`: times the product against what it cannot beat, both in turn in one run, and
 * prints a table. Never part of the tests: a figure depends on the machine.
 */
import { parseArgs } from 'node:util';
import { createProgress } from '@vc/local/progress.ts';
import { exitWith, SetupError } from '@vc/local/setup-error.ts';
import { stopRequest } from '@vc/local/stop-request.ts';
import { ensurePrograms } from '@vc/local/system-packages.ts';
import { conversion } from './conversion.ts';
import { pages } from './database/pages.ts';
import { download } from './download/download.ts';
import { logins } from './logins.ts';
import { describeMachine } from './machine.ts';
import { memory } from './memory.ts';
import type { Part } from './part.ts';
import { scale } from './scale.ts';
import { services } from './services.ts';
import { ALL, FULL, QUICK } from './sizes.ts';
import { smallJobs } from './small-jobs.ts';
import { storage } from './storage.ts';
import { storedUpload } from './store/stored-upload.ts';
import { formatTable, type Row } from './table.ts';
import { tokens } from './tokens.ts';
import { upload } from './upload.ts';

const PARTS: Part[] = [
  ...[conversion, storage, smallJobs, upload, storedUpload, download, memory, services, logins, tokens],
  ...[pages, scale],
];

await bench().catch(exitWith);
process.exit();

async function bench(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { quick: { type: 'boolean', default: false }, all: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const parts = chooseParts(positionals);
  const stop = new AbortController();
  void stopRequest().then(() => stop.abort(new SetupError('Stopped.')));

  const progress = createProgress();
  await ensurePrograms(['ffmpeg', 'ffprobe', 'setpriv', 'prlimit'], progress);
  const machine = await describeMachine();
  const rows: Row[] = [];
  const reports: string[] = [];
  const report = (title: string, text: string) => void reports.push(`${title}\n\n${text}`);
  try {
    for (const { name, run } of parts) {
      const sizes = values.quick ? QUICK : values.all ? ALL : FULL;
      rows.push(...(await progress.step(name, tell => run({ sizes, signal: stop.signal, tell, report }))));
    }
  } finally {
    const tables = [...(rows.length > 0 ? [formatTable(rows)] : []), ...reports];
    if (tables.length > 0) console.log(`\n${[machine, ...tables].join('\n\n')}`);
  }
}

function chooseParts(names: string[]): Part[] {
  const unknown = names.find(name => !PARTS.some(part => part.name === name));
  if (unknown) {
    throw new SetupError(
      `There is no part ${unknown}; there are ${PARTS.map(part => part.name).join(', ')}.`,
    );
  }
  return names.length === 0 ? PARTS : PARTS.filter(part => names.includes(part.name));
}

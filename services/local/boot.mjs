// Runs a program of this repository under the pinned Node.js, after installing the locked dependencies if they changed.
//
// Plain JavaScript on purpose: it must run under whatever Node.js (20 or newer) a fresh machine has, before anything
// is installed. Usage: node services/local/boot.mjs <program> [arguments]

import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const stampFile = join(root, 'node_modules/.install-stamp');

const [program, ...args] = process.argv.slice(2);
if (!program) fail('Usage: node services/local/boot.mjs <program> [arguments]');

const wanted = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');
if (!isInstalled()) await withInstallLock(install);
handOver(pinnedNode());

function isInstalled() {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted;
}

function install() {
  if (isInstalled()) return; // by the process that we waited for
  const started = Date.now();
  process.stderr.write('Installing the locked npm packages (about 20 s, once) ...\n');
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-fund', '--no-audit', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (npm.error)
    fail(`npm could not be started (${npm.error.message}). Install Node.js 20 or newer with npm.`);
  if (npm.status !== 0)
    fail('npm ci failed; its reason stands above. Is the npm registry reachable from here?');
  writeFileSync(stampFile, wanted);
  process.stderr.write(`Installed in ${((Date.now() - started) / 1000).toFixed(0)} s.\n`);
}

/** One installation at a time: `npm start` and `npm test` may well be typed at once in a fresh clone. */
async function withInstallLock(work) {
  const lock = join(
    tmpdir(),
    `video-converter-install-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`,
  );
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (isAbandoned(lock)) rmSync(lock, { recursive: true, force: true });
      await sleep(200);
    }
  }
  try {
    writeFileSync(join(lock, 'pid'), String(process.pid));
    work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function isAbandoned(lock) {
  try {
    process.kill(Number(readFileSync(join(lock, 'pid'), 'utf8')), 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

/** The locked Node.js where npm has a binary of it for this platform; else this one, if it is new enough. */
function pinnedNode() {
  const binary = join(root, `node_modules/node-${process.platform}-${process.arch}/bin/node`);
  if (existsSync(binary)) return binary;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  return fail(
    `There is no packaged Node.js for ${process.platform}-${process.arch}: install Node.js 24 and try again.`,
  );
}

function handOver(node) {
  const child = spawn(node, [resolve(root, program), ...args], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', error => fail(`${node} could not be started: ${error.message}`));
  child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code));
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '@vc/local/command.ts';
import { withFileLock } from '@vc/local/file-lock.ts';
import { findProgram } from '@vc/local/find-program.ts';
import { removeTree } from '@vc/local/native/bootstrap.ts';
import { cacheDirectory } from '@vc/local/native/cache-directory.ts';
import { buildGoProgram, findGo } from '@vc/local/native/go.ts';
import type { Progress } from '@vc/local/progress.ts';
import { SetupError } from '@vc/local/setup-error.ts';
import { ensurePrograms } from '@vc/local/system-packages.ts';
import { TOOLS, type Tool, type ToolName } from './tools.ts';

/**
 * The full path of a tool: from PATH when that is the pinned version, else built once into the cache.
 *
 * @throws {SetupError} where there is neither the tool nor a Go that could build it
 */
export async function ensureTool(name: ToolName, progress: Progress): Promise<string> {
  const { installed, binary, version } = await locate(name);
  if (installed) return installed;
  if (existsSync(binary)) return binary;
  await mkdir(dirname(binary), { recursive: true });
  await ensurePrograms(['flock'], progress);
  return withFileLock(join(dirname(binary), `${name}.lock`), async () => {
    if (!existsSync(binary)) await build({ ...TOOLS[name], name, version, binary }, progress);
    return binary;
  });
}

/** Whether {@link ensureTool} would have nothing to build. */
export async function isToolThere(name: ToolName): Promise<boolean> {
  const { installed, binary } = await locate(name);
  return installed !== undefined || existsSync(binary);
}

/** Where a tool is: in PATH, in the right version; or in the cache, once it is built. */
interface Location {
  version: string;
  installed?: string;
  binary: string;
}

async function locate(name: ToolName): Promise<Location> {
  const tool: Tool = TOOLS[name];
  const sources = await readSources(tool);
  const version = pinnedVersion(sources, tool.module);
  const recipe = [sources, tool.versionVariable ?? '', ...(tool.tags ?? [])].join('');
  const key = createHash('sha256').update(recipe).digest('hex').slice(0, 12);
  const binary = join(cacheDirectory(), 'tools', `${name}-${key}`);
  const installed = tool.versionArguments && findProgram(name);
  const isPinned = installed && (await hasVersion([installed, ...(tool.versionArguments ?? [])], version));
  return isPinned ? { version, installed, binary } : { version, binary };
}

/** The version of a module that a go.mod asks for, such as `v4.3.1`. */
export function pinnedVersion(goMod: string, module: string): string {
  const words = goMod.split(/\s+/);
  const version = words.find((word, index) => words[index - 1] === module && /^v\d/.test(word));
  if (!version) throw new Error(`go.mod does not name ${module}`);
  return version;
}

/** Whether what a program prints about itself names a version, with or without its `v`, and not one that begins alike. */
export function saysVersion(output: string, version: string): boolean {
  return output.split(/[^\w.-]+/).some(word => word.replace(/^v/, '') === version.replace(/^v/, ''));
}

async function hasVersion(question: readonly [string, ...string[]], version: string): Promise<boolean> {
  const { code, stdout } = await runCommand(question);
  return code === 0 && saysVersion(stdout, version);
}

/** A tool that has to be built, and the file to make. */
interface Build extends Tool {
  name: ToolName;
  version: string;
  binary: string;
}

/** In a folder that is renamed at the end; what an interrupted build has left there is removed first. */
async function build(
  { name, version, binary, minutes, versionVariable, tags, ...tool }: Build,
  progress: Progress,
): Promise<void> {
  const work = `${binary}.building`; // of nobody else: we hold the lock
  if (!(await findGo())) await requireDebian(name, version, progress);
  await removeTree(work);
  await mkdir(work);
  try {
    await progress.step(`Building ${name} ${version} (about ${minutes} min, once)`, detail =>
      buildGoProgram({
        module: moduleFolder(tool),
        package: tool.package,
        variables: versionVariable ? { [versionVariable]: version } : {},
        tags,
        binary: join(work, name),
        detail,
      }),
    );
    await rename(join(work, name), binary);
  } finally {
    await removeTree(work);
  }
}

/** What a build takes on a machine without Go. */
async function requireDebian(name: ToolName, version: string, progress: Progress): Promise<void> {
  if (process.getuid?.() !== 0) {
    throw new SetupError(`Install Go 1.21 or newer, or ${name} ${version}, then try again.`);
  }
  await ensurePrograms(['mmdebstrap', 'unshare', 'chroot'], progress);
}

async function readSources(tool: Pick<Tool, 'folder'>): Promise<string> {
  const files = ['go.mod', 'go.sum'].map(file => readFile(join(moduleFolder(tool), file), 'utf8'));
  return (await Promise.all(files)).join('');
}

function moduleFolder({ folder }: Pick<Tool, 'folder'>): string {
  return fileURLToPath(new URL(`../go/${folder}`, import.meta.url));
}

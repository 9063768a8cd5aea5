import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { removeTree } from '@vc/local/native/bootstrap.ts';
import { SetupError } from '@vc/local/setup-error.ts';

/**
 * What we ask of a Docker engine, by its HTTP API: https://docs.docker.com/reference/api/engine/. The command `docker` does the
 * same, but differs between versions in whether it can build without a plugin.
 */
const VERSION = 'v1.41'; // of Docker 20.10, which Debian 12 has; newer engines answer it as well

/** An image to build. */
export interface ImageBuild {
  /** Folder with everything that its Dockerfile copies. */
  context: string;
  /** Relative to the context. */
  dockerfile: string;
  target?: string;
  tag: string;
  /** Told what goes on. */
  detail: (text: string) => void;
}

/** Whether an engine answers at a socket. */
export async function isAlive(socket: string): Promise<boolean> {
  try {
    const response = await call(socket, 'GET', '/_ping');
    response.resume();
    return response.statusCode === 200;
  } catch {
    return false;
  }
}

/** Whether the engine has an image of this name. */
export async function hasImage(socket: string, name: string): Promise<boolean> {
  const response = await call(socket, 'GET', `/images/${name}/json`);
  response.resume();
  return response.statusCode === 200;
}

/** Makes an image of one layer out of a folder. */
export async function importFolder(socket: string, folder: string, name: string): Promise<void> {
  const archive = tar(['--numeric-owner', '--one-file-system', '-C', folder, '-c', '.']);
  const [, repo = name, tag = 'latest'] = /^(.+):([^/:]+)$/.exec(name) ?? [];
  await post(socket, `/images/create?${query({ fromSrc: '-', repo, tag })}`, archive, () => {});
}

/** Gives an image another name. */
export async function tagImage(socket: string, name: string, other: string): Promise<void> {
  const [, repo = other, tag = 'latest'] = /^(.+):([^/:]+)$/.exec(other) ?? [];
  const response = await call(socket, 'POST', `/images/${name}/tag?${query({ repo, tag })}`);
  if (response.statusCode !== 201) throw new Error(`docker tag ${name}: ${await text(response)}`);
  response.resume();
}

/** Builds an image. What its steps ask for goes through the network of this machine. */
export async function buildImage(socket: string, build: ImageBuild): Promise<void> {
  const { context, dockerfile, target = '', tag, detail } = build;
  const archive = tar(['--numeric-owner', '-C', context, '-c', '.']);
  const args = JSON.stringify(proxies());
  const options = { dockerfile, target, t: tag, networkmode: 'host', buildargs: args, forcerm: '1' };
  await post(socket, `/build?${query(options)}`, archive, detail);
}

/** How often a save is begun: on a busy machine the engine now and then cuts its answer, and says nothing of it in its log. */
const SAVE_ATTEMPTS = 3;

/** Writes images and all of their layers into a new folder: what `docker save` puts into one file. */
export async function saveImages(socket: string, names: readonly string[], folder: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    await removeTree(folder);
    await mkdir(folder);
    try {
      return await saveOnce(socket, names, folder);
    } catch (error) {
      const wasCut = (error as NodeJS.ErrnoException).code === 'ECONNRESET';
      if (!wasCut || attempt === SAVE_ATTEMPTS) throw error;
    }
  }
}

async function saveOnce(socket: string, names: readonly string[], folder: string): Promise<void> {
  const parameters = new URLSearchParams(names.map((name): [string, string] => ['names', name]));
  const response = await call(socket, 'GET', `/images/get?${parameters}`);
  if (response.statusCode !== 200) throw new Error(`docker save: ${await text(response)}`);
  const unpack = spawn('tar', ['-C', folder, '-x'], { stdio: ['pipe', 'ignore', 'inherit'] });
  const ended = once(unpack, 'close');
  try {
    await pipeline(response, unpack.stdin);
  } finally {
    await ended; // so that nothing is written any more
  }
  if (unpack.exitCode !== 0) {
    throw new Error(`tar could not unpack what docker saved: it ended with ${unpack.exitCode}`);
  }
}

/** The names of all images. */
export async function listImages(socket: string): Promise<string[]> {
  const response = await call(socket, 'GET', '/images/json');
  const images = JSON.parse(await text(response)) as { RepoTags: string[] | null }[];
  return images.flatMap(({ RepoTags }) => RepoTags ?? []);
}

/** Takes a name from an image; with its last name the image goes, and what only it was made of. */
export async function removeImage(socket: string, name: string): Promise<void> {
  const response = await call(socket, 'DELETE', `/images/${name}`);
  if (response.statusCode !== 200) throw new Error(`docker rmi ${name}: ${await text(response)}`);
  response.resume();
}

/** An answer of JSON lines, the last of which may say that all was in vain. */
async function post(
  socket: string,
  path: string,
  archive: Readable,
  detail: (text: string) => void,
): Promise<void> {
  const response = await call(socket, 'POST', path, archive);
  if (response.statusCode !== 200) throw new Error(`docker: ${await text(response)}`);
  const said: string[] = [];
  for await (const line of createInterface({ input: response })) {
    const { stream, error } = JSON.parse(line) as { stream?: string; error?: string };
    if (error) throw new SetupError(`An image could not be built: ${error}\n${said.slice(-20).join('\n')}`);
    const words = stream?.trim();
    if (!words) continue;
    said.push(words);
    detail(words.split('\n').at(-1) ?? '');
  }
}

async function call(socket: string, method: string, path: string, body?: Readable): Promise<IncomingMessage> {
  const headers = body ? { 'content-type': 'application/x-tar' } : {};
  const sent = request({ socketPath: socket, method, path: `/${VERSION}${path}`, headers, agent: false });
  const answered = once(sent, 'response');
  if (body) await Promise.race([pipeline(body, sent), answered]);
  else sent.end();
  const [response] = await answered;
  return response;
}

/** An archive as a stream. */
function tar(args: readonly string[]): Readable {
  return spawn('tar', args, { stdio: ['ignore', 'pipe', 'inherit'] }).stdout;
}

function query(values: Record<string, string>): URLSearchParams {
  return new URLSearchParams(Object.entries(values).filter(([, value]) => value !== ''));
}

/** Docker knows these arguments in every Dockerfile, and keeps them out of images. */
function proxies(): Record<string, string> {
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'].flatMap(name => [name, name.toLowerCase()]);
  const set = names.flatMap(name => {
    const value = process.env[name];
    return value ? [[name, value] as const] : [];
  });
  return Object.fromEntries(set);
}

import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { join } from 'node:path';
import { createTemporaryDirectory, removeDirectory } from '@vc/local/temporary-directory.ts';
import { expect, it } from 'vitest';
import { saveImages } from './engine-api.ts';

/** Saves from an engine that answers as it is told to. @returns what came to lie in the folder as `manifest.json` */
async function save(answer: (archive: Buffer) => RequestListener): Promise<string> {
  const folder = await createTemporaryDirectory();
  const server = createServer();
  try {
    await mkdir(join(folder, 'image'));
    await writeFile(join(folder, 'image/manifest.json'), '[]');
    server.on('request', answer(execFileSync('tar', ['-C', join(folder, 'image'), '-c', '.'])));
    const socket = join(folder, 'socket');
    await once(server.listen(socket), 'listening');
    await saveImages(socket, ['one:1', 'two:2'], join(folder, 'saved'));
    return await readFile(join(folder, 'saved/manifest.json'), 'utf8');
  } finally {
    server.close();
    await removeDirectory(folder);
  }
}

it('begins a save again whose answer was cut', async () => {
  let answers = 0;
  const saved = await save(archive => (request, response) => {
    expect(request.url).toContain('names=one%3A1&names=two%3A2');
    answers += 1;
    if (answers === 2) response.end(archive);
    else response.write(archive.subarray(0, 700), () => request.socket.destroy());
  });
  expect(saved).toBe('[]');
});

it('gives up where every answer is cut, and where the engine refuses', async () => {
  const cut = save(() => (request, response) => {
    response.write('.', () => request.socket.destroy());
  });
  await expect(cut).rejects.toThrow('aborted');
  const refused = save(() => (_, response) => response.writeHead(404).end('no such image'));
  await expect(refused).rejects.toThrow('docker save: no such image');
});

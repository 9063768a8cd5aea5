import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createTemporaryDirectory, removeDirectory } from '../src/temporary-directory.ts';

const PROGRAM = fileURLToPath(new URL('parent-death-program.ts', import.meta.url));

test('a server ends with the program that started it, even frozen, even by kill -9', async () => {
  const directory = await createTemporaryDirectory();
  const parent = spawn(process.execPath, [PROGRAM, directory], { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    const [url] = await once(createInterface({ input: parent.stdout }), 'line');
    const port = Number(new URL(url).port);
    expect(await isListening(port)).toBe(true);
    parent.kill('SIGKILL');
    await expect.poll(() => isListening(port), { timeout: 30_000 }).toBe(false);
  } finally {
    parent.kill('SIGKILL');
    await removeDirectory(directory);
  }
});

/** The kernel takes connections even for a frozen process, but not for none. */
async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

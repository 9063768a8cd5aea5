import { once } from 'node:events';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { createTemporaryDirectory, removeDirectory } from '@vc/local/temporary-directory.ts';
import { shellLine } from '../../src/cluster/shell-line.ts';

/** A program that was started, as a line, and what it was given to read. */
export interface Call {
  line: string;
  argv: readonly string[];
  input: string;
}

/** What it answers. */
export interface Answer {
  code?: number;
  stdout?: string;
  stderr?: string;
}

/** Programs of ours in front of PATH: each start of one is answered by the test. */
export interface Recorder {
  /** Folder with the programs. */
  folder: string;
  close(): Promise<void>;
}

/**
 * Each program is the same few lines of bash, which ask the test over a socket: a Node.js that starts hundreds of times would take minutes,
 * and the test keeps what "exists" in plain objects.
 */
const PROGRAM = (port: number) => `#!/bin/bash
exec 3<>/dev/tcp/127.0.0.1/${port}
IFS= read -r -d '' input
printf '%s\\0' "$#" "\${0##*/}" "$@" "$input" >&3
IFS= read -r -d '' code <&3
IFS= read -r -d '' stderr <&3
IFS= read -r -d '' stdout <&3
printf '%s' "$stderr" >&2
printf '%s' "$stdout"
exit "$code"
`;

/** Starts answering. */
export async function startRecorder(
  names: readonly string[],
  answer: (call: Call) => Promise<Answer>,
): Promise<Recorder> {
  const server = createServer(socket => {
    readCall(socket)
      .then(answer)
      .catch(error => ({ code: 98, stderr: String(error) }))
      .then(({ code = 0, stderr = '', stdout = '' }: Answer) =>
        socket.end(`${code}\0${stderr}\0${stdout}\0`),
      );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const folder = join(await createTemporaryDirectory(), 'bin');
  await mkdir(folder);
  for (const name of names) {
    await writeFile(join(folder, name), PROGRAM(port));
    await chmod(join(folder, name), 0o755);
  }
  return {
    folder,
    async close() {
      server.close();
      await removeDirectory(join(folder, '..'));
    },
  };
}

/** Number of arguments, program, arguments, input: each ended by a zero byte. */
async function readCall(socket: Socket): Promise<Call> {
  let text = '';
  socket.setEncoding('utf8');
  for (;;) {
    const fields = text.split('\0');
    const count = Number(fields[0]);
    if (fields.length > count + 3) {
      const argv = fields.slice(1, count + 2);
      return { argv, line: shellLine(argv), input: fields[count + 2] ?? '' };
    }
    const [more] = (await once(socket, 'data')) as [string];
    text += more;
  }
}

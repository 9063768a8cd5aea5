import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runSuccessfully } from '@vc/local/command.ts';
import { findProgram } from '@vc/local/find-program.ts';
import { S3_SERVER } from '../../local/equipment.ts';
import { clusterFiles } from '../../local/files.ts';
import { backupFiles } from '../../local/node/layout.ts';
import type { LocalNode } from '../../local/node/node.ts';

/** Runs a line as an operator types it, and returns what it prints. @throws where it, or a part of its pipe, fails */
export type OperatorShell = (line: string) => Promise<string>;

/** Longer than any command of ours takes on a busy machine. */
const LIMIT_MS = 5 * 60_000;

/**
 * A shell with `kubectl` for a cluster and `aws` for its S3. Debian's `aws` may be one that does not know AWS_ENDPOINT_URL yet, so it is
 * told by an option.
 *
 * @param folder for what it needs
 */
export async function openOperatorShell(
  node: Pick<LocalNode, 'folder' | 'kubeconfig'>,
  folder: string,
): Promise<OperatorShell> {
  const programs = join(folder, 'bin');
  await mkdir(programs, { recursive: true });
  const aws = join(programs, 'aws');
  await writeFile(aws, `#!/bin/sh\nexec ${findProgram('aws')} --endpoint-url ${S3_SERVER} "$@"\n`);
  await chmod(aws, 0o755);
  const env = {
    PATH: [programs, dirname(clusterFiles(node).kubectl), process.env.PATH].join(':'),
    HOME: folder,
    KUBECONFIG: node.kubeconfig,
    AWS_DEFAULT_REGION: 'local', // which every `aws` knows, unlike AWS_REGION
    AWS_SHARED_CREDENTIALS_FILE: backupFiles(node.folder).credentials,
  };
  // Without its start-up file: bash takes what Node gives it to read for a network connection, and then reads that file.
  return line =>
    runSuccessfully(['bash', '--norc', '-euo', 'pipefail', '-c', line], {
      env,
      signal: AbortSignal.timeout(LIMIT_MS),
    });
}

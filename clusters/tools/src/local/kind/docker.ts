import { runCommand, runSuccessfully } from '@vc/local/command.ts';
import { SetupError } from '@vc/local/setup-error.ts';

/** How long an engine or a registry may be silent before it counts as away. */
const LIMIT_MS = 30_000;

/** The environment: which engine (`DOCKER_HOST`), and images without attestations, which a node of kind does not take. */
const environment = () => ({ ...process.env, BUILDX_NO_DEFAULT_ATTESTATIONS: '1' });

/** Runs a docker command. @throws {SetupError} with the end of what it complained of */
export async function docker(...args: readonly string[]): Promise<string> {
  return runSuccessfully(['docker', ...args], { env: environment() }).catch(error => {
    throw new SetupError(`docker ${args[0]} failed: ${(error as Error).message}`);
  });
}

/** What a docker command that asks something says; nothing where it fails, or where nobody answers. */
export async function dockerSays(...args: readonly string[]): Promise<string | undefined> {
  const signal = AbortSignal.timeout(LIMIT_MS);
  const { code, stdout } = await runCommand(['docker', ...args], { env: environment(), signal });
  return code === 0 ? stdout.trim() : undefined;
}

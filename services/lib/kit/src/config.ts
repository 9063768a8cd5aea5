import { readFileSync } from 'node:fs';
import { envSchema } from 'env-schema';
import type { Static, TObject } from 'typebox';

/** The configuration is unusable; the message lists every problem, one a line, without any value. */
export class ConfigError extends Error {}

/**
 * Reads a typed configuration from environment variables. `X_FILE` names a file that holds the value of `X` (how
 * secrets are mounted); an empty variable counts as absent, so that a default applies.
 *
 * @throws {ConfigError} listing all that is missing or malformed at once
 */
export function loadConfig<S extends TObject>(schema: S, env: NodeJS.ProcessEnv): Static<S> {
  const problems: string[] = [];
  const data: Record<string, string> = {};
  for (const name of Object.keys(schema.properties)) {
    const value = readVariable(name, env, problems);
    if (value) data[name] = value;
  }
  const config = validate(schema, data, problems);
  if (problems.length > 0) {
    throw new ConfigError(`The configuration has ${problems.length} problem(s):\n  ${problems.join('\n  ')}`);
  }
  return config as Static<S>;
}

function readVariable(name: string, env: NodeJS.ProcessEnv, problems: string[]): string | undefined {
  const file = env[`${name}_FILE`];
  if (!file) return env[name];
  if (env[name]) problems.push(`${name} and ${name}_FILE are both set: keep one`);
  try {
    return readFileSync(file, 'utf8').trimEnd();
  } catch (error) {
    problems.push(`${name}_FILE cannot be read: ${(error as NodeJS.ErrnoException).code}`);
    return undefined;
  }
}

type SchemaError = Error & {
  errors?: { instancePath: string; message?: string; params: { missingProperty?: string } }[];
};

function validate(schema: TObject, data: Record<string, string>, problems: string[]): unknown {
  try {
    // A copy, since env-schema closes the schema that it is given.
    return envSchema({ schema: structuredClone(schema), data, env: false });
  } catch (error) {
    const { errors } = error as SchemaError;
    if (!errors) throw error;
    for (const { instancePath, message, params } of errors) {
      const name = params.missingProperty ?? instancePath.slice(1);
      problems.push(params.missingProperty ? `${name} is not set (nor ${name}_FILE)` : `${name} ${message}`);
    }
    return undefined;
  }
}

import type { FastifyRequest } from 'fastify';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { Problem } from './problem.ts';

/**
 * A hook that takes a JSON body as it is. Fastify's own validation, which follows, makes the types right that are wrong: good
 * for queries, where all is text; but a body's `null` would become `""` or `false`, and `["a"]` become `"a"`.
 *
 * @throws {Problem} 400
 */
export async function refuseOtherTypes({ routeOptions, body }: FastifyRequest): Promise<void> {
  const schema = routeOptions.schema?.body as TSchema | undefined;
  if (!schema || body === undefined || Value.Check(schema, body)) return;
  const [error] = Value.Errors(schema, body);
  const where = `body${error?.instancePath ?? ''}`;
  throw new Problem(
    400,
    'malformed',
    `The request is malformed: ${where} ${error?.message ?? 'is invalid'}.`,
  );
}

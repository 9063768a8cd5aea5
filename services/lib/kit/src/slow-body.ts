import { PassThrough, type Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest, preParsingHookHandler } from 'fastify';
import { Problem } from './problem.ts';

/**
 * A hook that gives up a JSON body that is not there after `limitMs`: a body is small, and who sends it byte by byte would hold a
 * connection for as long as he likes. Bodies of other types are the business of whoever takes them.
 */
export function refuseSlowBodies(limitMs: number): preParsingHookHandler {
  return (request, reply, payload, done) => {
    if (isJson(request)) done(null, limitTime(payload as Readable, reply, limitMs));
    else done(null, payload);
  };
}

function limitTime(payload: Readable, reply: FastifyReply, limitMs: number): Readable {
  const limited = payload.pipe(new PassThrough());
  const timer = setTimeout(() => {
    reply.header('connection', 'close'); // what still comes is nobody's request
    limited.destroy(
      new Problem(408, 'too-slow', `The body did not come within ${limitMs / 1_000} s. Send it again.`),
    );
  }, limitMs);
  limited.on('error', () => {}); // after an early answer, such as 413, nobody else listens
  payload.once('error', error => limited.destroy(error));
  payload.once('close', () => clearTimeout(timer));
  payload.once('end', () => clearTimeout(timer));
  return limited;
}

const isJson = ({ headers }: FastifyRequest): boolean =>
  headers['content-type']?.startsWith('application/json') ?? false;

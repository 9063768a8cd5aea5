import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { isOutage } from './outage.ts';
import { Problem, unavailable } from './problem.ts';

/** The one place where an error becomes an answer: nothing of its stack leaves, a 5xx is logged once with its cause. */
export function answerProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const problem = toProblem(error);
  if (problem.status >= 500) request.log.error({ err: error }, 'request failed');
  if (reply.raw.headersSent) {
    reply.raw.destroy();
    return;
  }
  send(reply, problem);
}

/** Unknown paths and methods alike. */
export function answerNotFound(_request: FastifyRequest, reply: FastifyReply): void {
  send(reply, new Problem(404, 'not-found', 'There is nothing here. See /docs for what there is.'));
}

/** Makes a problem of anything thrown: ours as it is, Fastify's by its status, an outage 503, all else 500. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { statusCode, validation, message } = error as FastifyError;
  if (validation)
    return new Problem(400, 'malformed', `The request is malformed: ${message}.`, { cause: error });
  if (statusCode === 413)
    return new Problem(413, 'too-large', 'The request body is too large.', { cause: error });
  if (statusCode === 415) {
    return new Problem(
      415,
      'unsupported-media-type',
      'The Content-Type of the request is not accepted here.',
      {
        cause: error,
      },
    );
  }
  if (statusCode && statusCode >= 400 && statusCode < 500) {
    return new Problem(statusCode, statusCode === 400 ? 'malformed' : 'refused', message, { cause: error });
  }
  if (isOutage(error)) return unavailable('A part of the service', error);
  return new Problem(500, 'internal', 'Something went wrong on our side; it has been logged.', {
    cause: error,
  });
}

function send(reply: FastifyReply, problem: Problem): void {
  reply.status(problem.status).headers(problem.headers).type('application/problem+json');
  reply.serializer(JSON.stringify).send(problem.toBody());
}

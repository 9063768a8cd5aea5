import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { Context } from '@opentelemetry/api';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
  type FastifyServerOptions,
  LogController,
  type RawServerDefault,
} from 'fastify';
import { trackConnections } from './connections.ts';
import type { Logger } from './logger.ts';
import { httpDuration } from './metrics.ts';
import { answerNotFound, answerProblem } from './problem-answers.ts';
import { refuseSlowBodies } from './slow-body.ts';
import { refuseOtherTypes } from './strict-body.ts';
import { continueTrace, withTrace } from './telemetry.ts';

/** A Fastify instance whose handlers are typed by their TypeBox schemas. */
export type Server = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/** JSON has at most 1 MiB, which the slowest line sends in this time. */
const SLOWEST_BODY_MS = 30_000;

/** A server with what all of ours share: problem answers, traces, one log line and one measurement a request. */
export function createServer(
  log: Logger,
  options: Omit<FastifyServerOptions, 'loggerInstance'> = {},
): Server {
  const server = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    // Node's own limit on a slow request head is off whenever Fastify's is (0): uploads are watched by their own watchdog.
    requestTimeout: 0,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    frameworkErrors: answerProblem, // malformed URLs, before there is a route
    ...options,
  }).withTypeProvider<TypeBoxTypeProvider>();

  traceRequests(server);
  server.addHook('preParsing', refuseSlowBodies(SLOWEST_BODY_MS));
  server.addHook('preValidation', refuseOtherTypes);
  server.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    httpDuration.observe(
      { method: request.method, route, status: reply.statusCode },
      reply.elapsedTime / 1000,
    );
    const line = {
      method: request.method,
      route,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    };
    request.log.info(line, 'answered');
  });
  const endIdleConnections = trackConnections(server.server);
  server.addHook('preClose', async () => endIdleConnections());
  server.setErrorHandler(answerProblem);
  server.setNotFoundHandler(answerNotFound);
  return server;
}

/** Entered twice: reading a body leaves the asynchronous context that `onRequest` ran in. */
function traceRequests(server: Server): void {
  const traces = new WeakMap<FastifyRequest, Context>();
  server.addHook('onRequest', (request, _reply, done) => {
    const traced = continueTrace(request.headers);
    traces.set(request, traced);
    withTrace(traced, done);
  });
  server.addHook('preValidation', (request, _reply, done) => {
    const traced = traces.get(request);
    if (traced) withTrace(traced, done);
    else done();
  });
}
